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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Command that starts the servers and the apps once, so that each makes its {@link StartArchive}; those with a current archive are
 * skipped. The build runs it, and the archives are part of its output.
 */
@Command(name = "train", description = "Makes the start archives of the servers and of apps.")
final class TrainCommand implements Callable<Integer> {
    private static final int PARALLEL = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration SETTLE_TIME = Duration.ofSeconds(5);
    /**
     * Paths to request, so that the code for answers is in the archive too. An app without the path refuses, which is an answer
     * too.
     */
    private static final List<String> REQUESTS = List.of(
            "/q/metrics",
            "/q/openapi",
            "/api/v1/sensors",
            "/api/v1/orders",
            "/api/v1/lots",
            "/api/v1/accounts",
            "/api/v1/mails");

    @Parameters(paramLabel = "APP", description = "the name of its folder")
    @SuppressWarnings("NullAway.Init")
    private List<String> apps;

    private record App(String name, StartArchive archive) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        StartArchive servers = StartArchive.ofServers(Child.root());
        List<App> stale = new ArrayList<>();
        for (String name : apps) {
            StartArchive archive = StartArchive.ofApp(Child.root(), name);
            if (!archive.isCurrent()) {
                stale.add(new App(name, archive));
            }
        }
        boolean serversToo = !servers.isCurrent();
        if (serversToo || !stale.isEmpty()) {
            Path folder = Files.createTempDirectory("frostline-train");
            train(folder, serversToo ? servers.make() : servers.use(), stale);
            if (serversToo) {
                servers.record();
            }
            delete(folder);
        }
        return 0;
    }

    private static void train(Path folder, List<String> options, List<App> apps)
            throws IOException, InterruptedException, ExecutionException {
        int postgres = Ports.free();
        int kafka = Ports.free();
        int mqtt = Ports.free();
        Child servers = Child.servers(folder, options, postgres, kafka, mqtt);
        try (ExecutorService workers = Executors.newFixedThreadPool(PARALLEL)) {
            servers.awaitLine("ready: mqtt", TIMEOUT);
            List<Future<?>> made = new ArrayList<>();
            for (App app : apps) {
                made.add(workers.submit(() -> {
                    train(folder, app, postgres, kafka, mqtt);
                    return null;
                }));
            }
            for (Future<?> each : made) {
                each.get();
            }
        } finally {
            servers.end(TIMEOUT);
        }
    }

    private static void train(Path folder, App app, int postgres, int kafka, int mqtt)
            throws IOException, InterruptedException {
        int port = Ports.free();
        String url = "http://127.0.0.1:" + port;
        Path own = folder.resolve(app.name);
        Map<String, String> environment = Child.servers(postgres, kafka, mqtt);
        environment.putAll(Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "PAYMENT_NODE", app.name(),
                "PAYMENT_TRANSACTIONS", own.toString(),
                "FROSTLINE_COORDINATOR_STORE", own.toString(),
                "SELF_URL", url,
                "HISTORY_URL", url));
        Child child = Child.untrainedApp(folder, app.name, app.name, app.archive.make(), environment);
        try {
            child.awaitReady(url + "/q/health/live", TIMEOUT);
            ask(url);
        } finally {
            child.end(TIMEOUT);
        }
        app.archive.record();
    }

    /**
     * Sends requests until the app is ready or {@link #SETTLE_TIME} is over. An app that waits for another is never ready, and does
     * what it does until then.
     */
    private static void ask(String url) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SETTLE_TIME.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            do {
                for (String request : REQUESTS) {
                    status(http, url + request);
                }
            } while (status(http, url + "/q/health/ready") != 200 && System.nanoTime() < deadline);
        }
    }

    private static int status(HttpClient http, String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
