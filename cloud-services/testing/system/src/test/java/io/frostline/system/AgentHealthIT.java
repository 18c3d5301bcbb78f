package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the agent's health and metrics endpoints. */
class AgentHealthIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Deployment cloud = Deployment.shared();

    @Test
    void aFileThatIsLockedIsSaidAndRecordingGoesOnByItself(@TempDir Path folder) throws Exception {
        try (EdgeAgent agent = agent(folder, cloud.port(Part.MQTT))) {
            agent.start();
            await().atMost(TIMEOUT).until(() -> agent.metric("frostline_receipts_total") > 0);
            assertThat(agent.healthStatus()).as(agent.health()).isEqualTo(200);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + agent.buffer());
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                await().atMost(TIMEOUT).until(() -> agent.healthStatus() == 503);
                assertThat(agent.health()).contains("lock");
                statement.execute("commit");
            }
            await().atMost(TIMEOUT).until(() -> agent.healthStatus() == 200);
            assertThat(agent.metric("frostline_discarded_readings_total")).isZero();
        }
    }

    @Test
    void anAgentThatReachesNobodySaysSinceWhenItsReadingsWaitAndWhichSensorFails(@TempDir Path folder)
            throws Exception {
        try (EdgeAgent agent = agent(folder, Deployment.freePort())) {
            Instant begun = Instant.now();
            agent.start();
            await().atMost(TIMEOUT).until(() -> agent.metric("frostline_oldest_unsent_timestamp_seconds") > 0);
            double oldest = agent.metric("frostline_oldest_unsent_timestamp_seconds");
            assertThat(oldest)
                    .isBetween(begun.getEpochSecond() - 1.0, Instant.now().getEpochSecond() + 1.0);
            await().atMost(TIMEOUT).until(() -> agent.metric("frostline_backlog_batches") > 4);
            assertThat(agent.metric("frostline_oldest_unsent_timestamp_seconds"))
                    .isEqualTo(oldest);
            await().atMost(TIMEOUT)
                    .until(() -> agent.metric(
                                    "frostline_sensor_faults_total\\{quality=\"disconnected\",sensor=\"broken\"\\}")
                            > 0);
        }
    }

    private static EdgeAgent agent(Path folder, int broker) throws Exception {
        return new EdgeAgent(folder, """
                site: health
                uplink: {broker: "tcp://127.0.0.1:%d"}
                sensors:
                  - {name: room, source: simulated, interval: 100ms}
                  - {name: broken, source: one-wire, file: /nowhere/w1_slave, interval: 1s}
                """.formatted(broker));
    }
}
