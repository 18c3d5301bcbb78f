package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Certificate;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
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
        try (Front front = new Front(ours.store(), cloud.port(Part.MQTT));
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

    /** Proxy that terminates TLS and forwards the bytes. */
    private static final class Front implements AutoCloseable {
        private final SSLServerSocket socket;
        private final int target;

        private Front(Path store, int target) throws Exception {
            this.target = target;
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, Certificate.PASSWORD.toCharArray());
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, Certificate.PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        private int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                    Thread.ofVirtual().start(() -> pump(client, broker));
                    Thread.ofVirtual().start(() -> pump(broker, client));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private static void pump(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // one side has closed, or refused the other's certificate
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
