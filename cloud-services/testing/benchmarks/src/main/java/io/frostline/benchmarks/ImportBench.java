package io.frostline.benchmarks;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Benchmark of importing a logger's file of a million readings, from the request to the answer that it is stored. */
final class ImportBench {
    private static final int ROWS = Integer.getInteger("frostline.rows", 1_000_000);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd.MM.uuuu HH:mm:ss", Locale.ROOT);

    private ImportBench() {}

    static void run() throws Exception {
        Report.title(
                "import: a logger's file of %,d readings, local times, semicolons, decimal commas".formatted(ROWS));
        try (Deployment cloud = Deployment.temporary().withShippedHistory(Map.of());
                HttpClient http = HttpClient.newHttpClient()) {
            cloud.start(Part.POSTGRES, Part.KAFKA, Part.MQTT);
            cloud.start(Part.HISTORY);
            Path folder = cloud.folder();
            Path small = file(folder.resolve("small.csv"), 100_000, 1);
            for (int i = 0; i < 3; i++) {
                send(cloud, http, "warm-" + i, small);
            }
            measure(cloud, http, "one sensor, a reading a row", "one", file(folder.resolve("one.csv"), ROWS, 1));
            Path ten = file(folder.resolve("ten.csv"), ROWS / 10, 10);
            measure(cloud, http, "ten sensors, ten readings a row", "ten", ten);
        }
    }

    private static void measure(Deployment cloud, HttpClient http, String what, String site, Path file)
            throws IOException, InterruptedException {
        double cpu = Cpu.secondsOfAll(cloud.process(Part.HISTORY).pid());
        long begun = System.nanoTime();
        send(cloud, http, site, file);
        double seconds = Report.since(begun);
        double history = Cpu.secondsOfAll(cloud.process(Part.HISTORY).pid()) - cpu;
        Report.figure(what + ": readings/s", "%,.0f".formatted(ROWS / seconds), "");
        Report.figure(what + ": readings/s of a core of history's", "%,.0f".formatted(ROWS / history), ">= 300,000");
    }

    private static void send(Deployment cloud, HttpClient http, String site, Path file)
            throws IOException, InterruptedException {
        HttpResponse<String> stored = http.send(
                HttpRequest.newBuilder(URI.create(
                                cloud.url(Part.HISTORY) + "/api/v1/sites/import-" + site + "/imports?zone=%2B01:00"))
                        .POST(HttpRequest.BodyPublishers.ofFile(file))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (stored.statusCode() != 201) {
            throw new IllegalStateException(stored.body());
        }
    }

    private static Path file(Path path, int rows, int sensors) throws IOException {
        LocalDateTime at = LocalDateTime.of(2020, 1, 1, 0, 0);
        try (BufferedWriter out = Files.newBufferedWriter(path)) {
            out.write("Zeit");
            for (int i = 1; i <= sensors; i++) {
                out.write(";Fühler " + i + " (°C)");
            }
            out.newLine();
            for (int i = 0; i < rows; i++) {
                out.write(TIME.format(at.plusSeconds(30L * i)));
                for (int s = 0; s < sensors; s++) {
                    out.write(";-18," + (i + s) % 10);
                }
                out.newLine();
            }
        }
        return path;
    }
}
