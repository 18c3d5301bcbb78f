package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.RestClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Test that readings flow again soon after any single part was killed and restarted. */
class RestartIT {
    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "KAFKA", "MQTT", "HISTORY", "INTAKE"})
    void readingsFlowAgain(Part part, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        String site = "restart-" + part.name().toLowerCase(java.util.Locale.ROOT);
        try (EdgeAgent agent = new EdgeAgent(folder, """
                site: %s
                uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 3s, keep-alive: 5s}
                sensors:
                  - {name: room, source: simulated, interval: 100ms}
                """.formatted(site, cloud.port(Part.MQTT)))) {
            agent.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> agent.metric("frostline_receipts_total") >= 2);
            cloud.kill(part);
            double before = agent.metric("frostline_readings_total");
            await().atMost(Duration.ofSeconds(30)).until(() -> agent.metric("frostline_readings_total") > before + 30);
            cloud.start(part);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(agent.metric("frostline_backlog_batches"))
                            .as(agent.health())
                            .isLessThanOrEqualTo(2));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> rest.json("/sites/" + site + "/continuity")
                                    .path("epochs")
                                    .path(0)
                                    .path("last")
                                    .asLong()
                            > 8);
        }
    }
}
