package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Certificate;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the uplink over TLS, through a proxy that terminates TLS before the broker, as in a cluster. */
class TlsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Deployment cloud = Deployment.shared();

    @Test
    void readingsGoToWhomTheAgentTrustsAndToNobodyElse(@TempDir Path folder) throws Exception {
        Certificate ours = Certificate.make(folder.resolve("ours"), "dns:localhost");
        Certificate other = Certificate.make(folder.resolve("other"), "dns:localhost");
        try (TlsFront front = new TlsFront(ours.store(), 0, cloud.port(Part.MQTT));
                EdgeAgent trusting = agent(folder.resolve("trusting"), "tls-trusting", front.port(), ours);
                EdgeAgent doubting = agent(folder.resolve("doubting"), "tls-doubting", front.port(), other)) {
            trusting.start();
            doubting.start();
            await().atMost(TIMEOUT).until(() -> trusting.metric("frostline_receipts_total") >= 2);
            await().atMost(TIMEOUT).until(() -> doubting.process().log().contains("certif"));
            assertThat(doubting.health()).contains("not connected");
            assertThat(doubting.metric("frostline_acknowledgements_total")).isZero();
        }
    }

    private static EdgeAgent agent(Path folder, String site, int port, Certificate trust) throws IOException {
        return new EdgeAgent(folder, """
                site: %s
                uplink: {broker: "ssl://localhost:%d", trust: "%s"}
                sensors:
                  - {name: room, source: simulated, interval: 100ms}
                """.formatted(site, port, trust.authority()));
    }
}
