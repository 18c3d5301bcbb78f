package io.frostline.testing;

import io.frostline.testing.Deployment.Part;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Test resource with a real Kafka for a service that a test runs in its own process. */
public final class KafkaResource implements QuarkusTestResourceLifecycleManager {
    private final Deployment deployment = Deployment.temporary();

    @Override
    public Map<String, String> start() {
        deployment.start(Part.KAFKA);
        return Map.of("kafka.bootstrap.servers", "127.0.0.1:" + deployment.port(Part.KAFKA));
    }

    @Override
    public void stop() {
        deployment.close();
    }
}
