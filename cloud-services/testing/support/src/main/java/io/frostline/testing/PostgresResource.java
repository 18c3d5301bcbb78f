package io.frostline.testing;

import io.frostline.testing.Deployment.Part;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Test resource with a real PostgreSQL for a service that a test runs in its own process. The argument {@code datasources} names
 * the service's data sources, separated by commas; each gets the same database. Without {@link KafkaResource}, a service's messages
 * for Kafka wait in its outbox, where a test can see them.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {
    private String[] datasources = {};
    private final Deployment deployment = Deployment.temporary();

    @Override
    public void init(Map<String, String> arguments) {
        datasources = arguments.getOrDefault("datasources", "").split(",");
    }

    @Override
    public Map<String, String> start() {
        deployment.start(Part.POSTGRES);
        String url = "jdbc:postgresql://127.0.0.1:" + deployment.port(Part.POSTGRES) + "/postgres";
        Map<String, String> settings = new HashMap<>();
        for (String name : datasources) {
            String prefix = "quarkus.datasource." + name;
            settings.put(prefix + ".jdbc.url", url);
            settings.put(prefix + ".username", "postgres");
            settings.put(prefix + ".password", "postgres");
        }
        return settings;
    }

    @Override
    public void stop() {
        deployment.close();
    }
}
