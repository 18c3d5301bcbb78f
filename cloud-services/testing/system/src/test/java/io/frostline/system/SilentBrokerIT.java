package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.Programs;
import io.frostline.testing.ServerProcess;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of a broker that answers requests but stops delivering messages of intake's subscriptions. */
class SilentBrokerIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Deployment cloud = Deployment.shared();

    @AfterEach
    void intakeIsAsBefore() throws IOException {
        cloud.start(Part.INTAKE);
    }

    @Test
    void intakeConnectsAnewAndNothingIsMissing(@TempDir Path folder) throws Exception {
        cloud.kill(Part.INTAKE);
        try (Front front = new Front(cloud.port(Part.MQTT));
                ServerProcess intake = intake(folder, front.port());
                EdgeAgent agent = new EdgeAgent(folder.resolve("agent"), """
                        site: silent-broker
                        uplink: {broker: "tcp://127.0.0.1:%d"}
                        sensors:
                          - {name: room, source: simulated, interval: 100ms}
                        """.formatted(cloud.port(Part.MQTT)))) {
            intake.await("listening", TIMEOUT, () -> intake.log().contains("Listening on"));
            agent.start();
            await().atMost(TIMEOUT).until(() -> agent.metric("frostline_receipts_total") >= 2);
            assertThat(intake.log()).doesNotContain("connecting anew");

            front.silence();
            await().atMost(TIMEOUT).until(() -> intake.log().contains("connecting anew"));
            double receipts = agent.metric("frostline_receipts_total");
            await().atMost(TIMEOUT).until(() -> agent.metric("frostline_receipts_total") > receipts + 2);
        }
    }

    private ServerProcess intake(Path folder, int mqttPort) throws IOException {
        Map<String, String> environment = cloud.environment(Part.INTAKE);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(Deployment.freePort()));
        environment.put("MQTT_PORT", Integer.toString(mqttPort));
        environment.put("FROSTLINE_INTAKE_MQTT_SILENCE", "3s");
        return ServerProcess.java(
                "intake behind a broker that falls silent",
                folder.resolve("intake.log"),
                Programs.app("intake", "-Xmx256m"),
                environment);
    }

    /** Proxy that forwards everything; once silenced, connections open at that time get no more messages from the broker. */
    private static final class Front implements AutoCloseable {
        private static final int PUBLISH = 3;

        private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final int broker;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private final Set<Socket> silent = ConcurrentHashMap.newKeySet();

        private Front(int broker) throws IOException {
            this.broker = broker;
            Thread.ofVirtual().start(this::accept);
        }

        private int port() {
            return server.getLocalPort();
        }

        private void silence() {
            silent.addAll(open);
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), broker);
                    open.add(client);
                    Thread.ofVirtual()
                            .start(() ->
                                    pass(client, () -> client.getInputStream().transferTo(far.getOutputStream())));
                    Thread.ofVirtual().start(() -> pass(far, () -> packets(far, client)));
                } catch (IOException e) {
                    // closed, or the broker is down: the client sees its connection end
                }
            }
        }

        private interface Passing {
            void run() throws IOException;
        }

        private static void pass(Socket from, Passing passing) {
            try (from) {
                passing.run();
            } catch (IOException e) {
                // the connection has ended
            }
        }

        /** Reads one packet as of MQTT 5, 2.1: type and flags, remaining length, and the remaining bytes. */
        private void packets(Socket from, Socket to) throws IOException {
            try (to) {
                DataInputStream in = new DataInputStream(from.getInputStream());
                OutputStream out = to.getOutputStream();
                for (int first = in.read(); first >= 0; first = in.read()) {
                    byte[] head = new byte[5];
                    head[0] = (byte) first;
                    int length = 0;
                    int read = 1;
                    do {
                        head[read] = in.readByte();
                        length |= (head[read] & 0x7f) << 7 * (read - 1);
                    } while ((head[read++] & 0x80) != 0);
                    byte[] rest = in.readNBytes(length);
                    if (first >> 4 != PUBLISH || !silent.contains(to)) {
                        out.write(head, 0, read);
                        out.write(rest);
                    }
                }
            } finally {
                open.remove(to);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket client : open) {
                client.close();
            }
        }
    }
}
