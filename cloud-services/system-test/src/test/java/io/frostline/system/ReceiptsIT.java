package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's word is not the cloud's. */
class ReceiptsIT {
    private final Deployment cloud = Deployment.shared();

    @AfterEach
    void startWhatWasStopped() {
        for (Part part : new Part[] {Part.KAFKA, Part.INTAKE}) {
            if (!cloud.process(part).isAlive()) {
                cloud.start(part);
            }
        }
    }

    @Test
    void withoutIntakeTheBrokerAcknowledgesAndTheAgentFreesNothing(@TempDir Path folder) throws Exception {
        cloud.process(Part.INTAKE).stop();
        try (EdgeAgent agent = agent(folder, "receipts-1")) {
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_acknowledgements_total") >= 3);
            assertThat(agent.metric("frostline_receipts_total")).isZero();
            assertThat(agent.metric("frostline_backlog_batches")).isGreaterThanOrEqualTo(3);
            cloud.start(Part.INTAKE);
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_backlog_batches") <= 2);
        }
    }

    @Test
    void withoutKafkaThereAreNoReceiptsAndNothingIsLost(@TempDir Path folder) throws Exception {
        cloud.kill(Part.KAFKA);
        try (EdgeAgent agent = agent(folder, "receipts-2")) {
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_acknowledgements_total") >= 3);
            assertThat(agent.metric("frostline_receipts_total")).isZero();
            cloud.start(Part.KAFKA);
            await().atMost(Duration.ofSeconds(90)).until(() -> agent.metric("frostline_backlog_batches") <= 2);
        }
    }

    private EdgeAgent agent(Path folder, String site) throws Exception {
        return new EdgeAgent(folder, """
                site: %s
                uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 3s}
                sensors:
                  - {name: room, source: simulated, interval: 100ms}
                """.formatted(site, cloud.port(Part.MQTT)));
    }
}
