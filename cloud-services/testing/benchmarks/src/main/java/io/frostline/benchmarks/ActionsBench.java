package io.frostline.benchmarks;

import io.frostline.benchmarks.load.LeanConnection;
import io.frostline.benchmarks.load.LeanParticipants;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.Programs;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Benchmark of coordinators alone: actions of two participants that do nothing, started, joined twice and closed, on Narayana's
 * coordinator and on ours, one after the other on the same machine.
 */
final class ActionsBench {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("frostline.seconds", 20));
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration BULKHEAD_PAUSE = Duration.ofMillis(10);
    private static final String START = "/lra-coordinator/start?TimeLimit=30000";
    private static final List<Integer> CLIENTS = List.of(40, 200);
    private static final String LINKS =
            "<http://127.0.0.1:%1$d/%2$d/compensate>; rel=\"compensate\",<http://127.0.0.1:%1$d/%2$d/complete>; rel=\"complete\"";

    private final Deployment cloud;
    private final LeanParticipants participants;

    private ActionsBench(Deployment cloud, LeanParticipants participants) {
        this.cloud = cloud;
        this.participants = participants;
    }

    static void run() throws Exception {
        Report.title("actions: start, two joins, close, two calls of participants that do nothing, for %d s each"
                .formatted(LENGTH.toSeconds()));
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-actions"), false);
                LeanParticipants participants = new LeanParticipants()) {
            ActionsBench bench = new ActionsBench(cloud, participants);
            cloud.start(Part.POSTGRES, Part.LRA_COORDINATOR);
            ServerProcess narayana = cloud.process(Part.LRA_COORDINATOR);
            bench.measure("Narayana's", List.of(narayana), List.of(cloud.port(Part.LRA_COORDINATOR)));
            narayana.stop();
            List<Integer> ports = List.of(Deployment.freePort(), Deployment.freePort());
            try (ServerProcess first = bench.coordinator(ports.getFirst())) {
                bench.measure("ours, one pod", List.of(first), ports.subList(0, 1));
                try (ServerProcess second = bench.coordinator(ports.getLast())) {
                    bench.measure("ours, two pods", List.of(first, second), ports);
                }
            }
        }
    }

    private ServerProcess coordinator(int port) throws IOException {
        ServerProcess process = ServerProcess.java(
                "coordinator",
                cloud.folder().resolve("coordinator-" + port + ".log"),
                Programs.app(
                        "lra-coordinator-postgresql",
                        "-Xmx512m",
                        System.getProperty("frostline.jvm", "-XX:+TieredCompilation")),
                Map.of(
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        "POSTGRES_PORT", Integer.toString(cloud.port(Part.POSTGRES)),
                        "POSTGRES_DATABASE", "postgres",
                        "POSTGRES_USER", "postgres",
                        "POSTGRES_PASSWORD", "postgres"));
        process.await(
                "ready",
                Duration.ofSeconds(60),
                () -> new RestClient("http://127.0.0.1:" + port).answers("/q/health/ready"));
        return process;
    }

    private void measure(String what, List<ServerProcess> coordinators, List<Integer> ports) throws Exception {
        load(CLIENTS.getFirst(), WARM_UP, ports);
        for (int clients : CLIENTS) {
            double coordinator = cpu(coordinators);
            double postgres = Cpu.secondsOfAll(cloud.postmaster().orElseThrow().pid());
            long begun = System.nanoTime();
            List<Double> millis = load(clients, LENGTH, ports);
            int done = millis.size();
            Report.figure(
                    "%s, %d clients: completed a second".formatted(what, clients),
                    "%,.0f".formatted(done / Report.since(begun)),
                    "-");
            Report.figure(
                    "  p50 / p99",
                    "%.0f / %.0f ms".formatted(Report.percentile(millis, 0.5), Report.percentile(millis, 0.99)),
                    "-");
            Report.figure(
                    "  CPU an action: coordinator / PostgreSQL",
                    "%.2f / %.2f ms"
                            .formatted(
                                    1e3 * (cpu(coordinators) - coordinator) / done,
                                    1e3
                                            * (Cpu.secondsOfAll(cloud.postmaster()
                                                            .orElseThrow()
                                                            .pid())
                                                    - postgres)
                                            / done),
                    "-");
        }
    }

    private static double cpu(List<ServerProcess> processes) throws IOException {
        double seconds = 0;
        for (ServerProcess each : processes) {
            seconds += Cpu.seconds(each.pid());
        }
        return seconds;
    }

    /** Returns the milliseconds that each action took. */
    private List<Double> load(int clients, Duration length, List<Integer> ports) throws Exception {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        long until = System.nanoTime() + length.toNanos();
        try (ExecutorService all = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int port = ports.get(client % ports.size());
                running.add(all.submit(() -> {
                    try (LeanConnection connection = new LeanConnection(port)) {
                        while (System.nanoTime() < until) {
                            long begun = System.nanoTime();
                            act(connection);
                            millis.add((System.nanoTime() - begun) / 1e6);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        return millis;
    }

    private void act(LeanConnection connection) throws IOException, InterruptedException {
        LeanConnection.Answer started = connection.send("POST", START, "");
        while (started.location() == null) { // Narayana's refuses more starts at a time than its bulkhead has room for
            Thread.sleep(BULKHEAD_PAUSE);
            started = connection.send("POST", START, "");
        }
        String action = URI.create(started.location()).getPath();
        for (int i = 0; i < 2; i++) {
            connection.send("PUT", action, LINKS.formatted(participants.port(), i));
        }
        LeanConnection.Answer ended = connection.send("PUT", action + "/close", "");
        if (!ended.body().equals("Closed")) {
            throw new IOException(action + " is " + ended);
        }
    }
}
