package io.frostline.tck;

import io.frostline.testing.Programs;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Coordinators that the TCK uses, on a PostgreSQL of their own. The system property {@code frostline.tck} says how many: {@code one},
 * {@code two} behind a {@link RoundRobin}, or {@code killed}: two, of which one after the other is
 * killed again and again.
 */
final class Coordinators {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(5);

    private static boolean started;

    private final Path folder;
    private final int postgres;
    private final int[] ports;
    private final String address;
    private final ServerProcess[] pods;

    private Coordinators(Path folder, int postgres, int pods) {
        this.folder = folder;
        this.postgres = postgres;
        this.ports = new int[pods];
        this.pods = new ServerProcess[pods];
        for (int i = 0; i < pods; i++) {
            ports[i] = freePort();
        }
        this.address = "http://localhost:" + (pods == 1 ? ports[0] : new RoundRobin(ports).port());
    }

    /** Starts the coordinators once for this process, and tells the participants where they are. */
    static synchronized void start() {
        if (started) {
            return;
        }
        started = true;
        String form = System.getProperty("frostline.tck", "one");
        try {
            Path folder = Files.createTempDirectory("frostline-tck");
            int postgres = freePort();
            ServerProcess database = ServerProcess.java(
                    "postgres",
                    folder.resolve("postgres.log"),
                    Programs.servers(
                            "-Xmx256m",
                            "--data",
                            folder.toString(),
                            "--only",
                            "postgres",
                            "--postgres-port",
                            postgres + ""),
                    Map.of());
            Runtime.getRuntime().addShutdownHook(new Thread(database::close));
            database.await("ready", TIMEOUT, () -> database.log().contains("ready: "));
            Coordinators coordinators = new Coordinators(folder, postgres, form.equals("one") ? 1 : 2);
            for (int pod = 0; pod < coordinators.pods.length; pod++) {
                coordinators.start(pod);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(coordinators::stop));
            if (form.equals("killed")) {
                Thread.ofPlatform().daemon().start(coordinators::killAgainAndAgain);
            }
            // a participant that is deployed anew must be found where it was
            System.setProperty("quarkus.http.test-port", freePort() + "");
            System.setProperty("quarkus.lra.coordinator-url", coordinators.address + "/lra-coordinator");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(int pod) throws IOException {
        ServerProcess process = ServerProcess.java(
                "coordinator-" + pod,
                folder.resolve("coordinator-" + pod + ".log"),
                Programs.app("lra-coordinator-postgresql", "-Xmx256m"),
                Map.of(
                        "QUARKUS_HTTP_PORT",
                        ports[pod] + "",
                        "POSTGRES_PORT",
                        postgres + "",
                        "POSTGRES_DATABASE",
                        "postgres",
                        "FROSTLINE_LRA_URL",
                        address));
        pods[pod] = process;
        process.await("ready", TIMEOUT, () -> isListening(ports[pod]));
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void killAgainAndAgain() {
        try {
            for (int pod = 0; true; pod = 1 - pod) {
                Thread.sleep(
                        BETWEEN_KILLS.plusMillis(ThreadLocalRandom.current().nextInt(2_000)));
                pods[pod].kill();
                start(pod);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stop() {
        List.of(pods).forEach(ServerProcess::close);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
