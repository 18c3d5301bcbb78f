package io.frostline.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Child process of the launcher; its output goes to a file in the data folder. */
record Child(String name, Process process, Path log) implements AutoCloseable {
    /** Starts the coordinator as a process of its own: it calls the services while they wait for it. */
    static Child coordinator(Path data, int port) throws IOException {
        Path store = data.resolve("lra-coordinator");
        Map<String, String> environment = Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "FROSTLINE_COORDINATOR_STORE", store.toString());
        return app(data, "lra-coordinator", "lra-coordinator", List.of("-Xmx128m"), environment);
    }

    /** @param servers as of {@link #servers(int, int, int)} */
    static Child services(Path data, int httpPort, Map<String, String> servers, int coordinatorPort, MailServer smtp)
            throws IOException {
        Map<String, String> environment = new HashMap<>(servers);
        environment.putAll(Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(httpPort),
                "PAYMENT_NODE", "one-machine",
                "PAYMENT_TRANSACTIONS", data.resolve("payment-transactions").toString(),
                "LRA_COORDINATORS", "http://127.0.0.1:" + coordinatorPort,
                "SMTP_HOST", smtp.host(),
                "SMTP_PORT", Integer.toString(smtp.port()),
                "SELF_URL", "http://127.0.0.1:" + httpPort,
                "FROSTLINE_PARENT", Long.toString(ProcessHandle.current().pid())));
        return app(data, "services", "quickstart", List.of("-Xmx512m"), environment);
    }

    /** Returns the environment with the addresses of this machine's PostgreSQL, Kafka and MQTT broker; the caller can add more. */
    static Map<String, String> servers(int postgresPort, int kafkaPort, int mqttPort) {
        return new HashMap<>(Map.of(
                "POSTGRES_PORT", Integer.toString(postgresPort),
                "POSTGRES_DATABASE", "postgres",
                "POSTGRES_USER", "postgres",
                "POSTGRES_PASSWORD", "postgres",
                "LEDGER_DATABASE", "ledger",
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort,
                "MQTT_HOST", "127.0.0.1",
                "MQTT_PORT", Integer.toString(mqttPort)));
    }

    /** Starts an app with these options, from its archive if there is one. */
    private static Child app(Path data, String name, String app, List<String> options, Map<String, String> environment)
            throws IOException {
        List<String> all = new ArrayList<>(StartArchive.ofApp(root(), app).use());
        all.addAll(options);
        return untrainedApp(data, name, app, all, environment);
    }

    static Child untrainedApp(Path data, String name, String app, List<String> options, Map<String, String> environment)
            throws IOException {
        List<String> command = java(options);
        command.add("-jar");
        command.add(root().resolve("cloud-services/apps/" + app + "/target/quarkus-app/quarkus-run.jar")
                .toString());
        return start(name, data, command, environment);
    }

    /** Starts PostgreSQL, Kafka and the MQTT broker in a process of their own. */
    static Child servers(Path data, List<String> options, int postgresPort, int kafkaPort, int mqttPort)
            throws IOException {
        Path target = root().resolve("cloud-services/launcher/target");
        List<String> command = java(options);
        command.addAll(List.of(
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                target.resolve("launcher.jar") + ":" + target.resolve("lib") + "/*",
                Main.class.getName(),
                "servers",
                "--data=" + data,
                "--postgres-port=" + postgresPort,
                "--kafka-port=" + kafkaPort,
                "--mqtt-port=" + mqttPort,
                "--parent=" + ProcessHandle.current().pid()));
        return start("servers", data, command, Map.of());
    }

    private static List<String> java(List<String> options) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(
                List.of(java, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xlog:aot*=error"));
        command.addAll(options);
        return command;
    }

    static Child demoAgent(Path data, int mqttPort, @Nullable String mqttPassword) throws IOException {
        Path config = DemoStore.write(data, mqttPort, mqttPassword);
        Path program = root().resolve("edge-agent/target/agent/bin/frostline-edge");
        String parent = "--parent=" + ProcessHandle.current().pid();
        return start("agent", data, List.of(program.toString(), "--config=" + config, parent), Map.of());
    }

    static Path root() {
        String root = System.getenv("FROSTLINE_ROOT");
        return Path.of(root == null ? "." : root);
    }

    private static Child start(String name, Path data, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = Files.createDirectories(data.resolve("logs")).resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Child(name, builder.start(), log);
    }

    @Override
    public String toString() {
        return name + " (see " + log + ")";
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    void awaitReady(String url, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            while (!answers(http, request)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("the " + name + " did not become ready; see " + log);
                }
                Thread.sleep(Duration.ofMillis(100));
            }
        }
    }

    private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void awaitLine(String line, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!Files.readString(log).contains(line)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the " + name + " did not become ready; see " + log);
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    void end(Duration timeout) throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException("the " + name + " did not end; see " + log);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
