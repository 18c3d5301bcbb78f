package io.frostline.images;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stage on which programs are rehearsed, in a folder of its own; services use servers from the checkout. */
final class Stage implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int READINGS = 20;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private final Path checkout;
    private final Path folder;
    private final JavaHome java;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int postgresPort = freePort();
    private final int kafkaPort = freePort();
    private final int mqttPort = freePort();
    private @Nullable Running servers;

    Stage(Path checkout, Path folder, JavaHome java) throws IOException {
        this.checkout = checkout;
        this.folder = Files.createDirectories(folder);
        this.java = java;
    }

    /**
     * Runs a program's rehearsal once.
     *
     * @param list where the JVM writes the classes that it loads
     */
    void rehearse(Program program, Rehearsal rehearsal, Path list) throws IOException, InterruptedException {
        List<String> listing = List.of("-XX:DumpLoadedClassList=" + list);
        switch (rehearsal) {
            case Rehearsal.Servers() -> {
                List<String> command = program.commandHere(java, listing);
                command.addAll(serverArguments("rehearsed", freePort(), freePort(), freePort()));
                try (Running running = Running.start(program.name(), folder, command, Map.of())) {
                    running.await("ready: mqtt", TIMEOUT);
                }
            }
            case Rehearsal.Service(String healthy, List<String> requests) -> {
                startServers();
                int port = freePort();
                try (Running running =
                        Running.start(program.name(), folder, program.commandHere(java, listing), environment(port))) {
                    String url = "http://127.0.0.1:" + port;
                    running.await(() -> status(url + "/q/health/" + healthy) == 200, TIMEOUT);
                    for (String request : requests) {
                        status(url + request);
                    }
                    for (String check : List.of("started", "live", "ready")) {
                        status(url + "/q/health/" + check);
                    }
                    status(url + "/q/metrics");
                }
            }
            case Rehearsal.Agent() -> {
                startServers();
                int port = freePort();
                Path libraries = program.files().at(program.jar()).resolveSibling("native");
                List<String> command =
                        program.commandHere(java, List.of(listing.getFirst(), "-Dorg.sqlite.lib.path=" + libraries));
                command.addAll(List.of("--config", agentConfig(port).toString()));
                try (Running running = Running.start(program.name(), folder, command, Map.of())) {
                    running.await(
                            () -> metric(port, "frostline_readings_total") >= READINGS
                                    && metric(port, "frostline_acknowledgements_total") > 0,
                            TIMEOUT);
                }
            }
        }
    }

    private void startServers() throws IOException, InterruptedException {
        if (servers == null) {
            Path target = checkout.resolve("cloud-services/launcher/target");
            String classPath = target + "/classes:" + target + "/lib/*";
            List<String> command = new ArrayList<>(List.of(java.java().toString(), "-Xmx512m", "-cp", classPath));
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
            command.add("io.frostline.launcher.Main");
            command.addAll(serverArguments("servers", postgresPort, kafkaPort, mqttPort));
            servers = Running.start("servers-of-all", folder, command, Map.of());
            servers.await("ready: mqtt", TIMEOUT);
        }
    }

    private List<String> serverArguments(String data, int postgres, int kafka, int mqtt) {
        return List.of(
                "servers",
                "--data=" + folder.resolve(data),
                "--postgres-port=" + postgres,
                "--kafka-port=" + kafka,
                "--mqtt-port=" + mqtt,
                "--parent=" + ProcessHandle.current().pid());
    }

    private Map<String, String> environment(int port) {
        return Map.ofEntries(
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                Map.entry("POSTGRES_PORT", Integer.toString(postgresPort)),
                Map.entry("POSTGRES_DATABASE", "postgres"),
                Map.entry("POSTGRES_USER", "postgres"),
                Map.entry("POSTGRES_PASSWORD", "postgres"),
                Map.entry("LEDGER_DATABASE", "ledger"),
                Map.entry("PAYMENT_NODE", "rehearsal"),
                Map.entry("PAYMENT_TRANSACTIONS", folder + "/transactions-" + port),
                Map.entry("FROSTLINE_COORDINATOR_STORE", folder + "/coordinator-" + port),
                Map.entry("SELF_URL", "http://127.0.0.1:" + port),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort),
                Map.entry("MQTT_HOST", "127.0.0.1"),
                Map.entry("MQTT_PORT", Integer.toString(mqttPort)));
    }

    private Path agentConfig(int healthPort) throws IOException {
        Path file = folder.resolve("agent-" + healthPort + ".yaml");
        return Files.writeString(file, """
                site: rehearsal
                uplink: {broker: "tcp://127.0.0.1:%2$d"}
                health: {port: %1$d}
                buffer: {file: agent-%1$d.db}
                sensors: [{name: probe, source: simulated, interval: 100ms}]
                rooms:
                  - {name: room, sensors: [probe], set-point: -20, warming: {limit: -15}, actuator: {kind: simulated}}
                """.formatted(healthPort, mqttPort));
    }

    private double metric(int port, String name) {
        String url = "http://127.0.0.1:" + port + "/metrics";
        return send(url)
                .map(HttpResponse::body)
                .orElse("")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findAny()
                .orElse(0);
    }

    private int status(String url) {
        return send(url).map(HttpResponse::statusCode).orElse(0);
    }

    private Optional<HttpResponse<String>> send(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Returns a free port, each only once: the system may give a port again as long as nobody listens. */
    private static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (servers != null) {
            servers.close();
        }
        http.close();
    }
}
