package io.frostline.benchmarks;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.frostline.benchmarks.load.LoadClient;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Digest;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Benchmark of bytes on PostgreSQL's disk, and of the time that answers take. */
record HistoryBench(Deployment cloud, Mqtt5BlockingClient client) {
    /** Settings under which history does at once what it otherwise does after a quarter of an hour. */
    private static final Map<String, String> SOONER = Map.of(
            "FROSTLINE_HISTORY_SEGMENTS_AGE", "5s",
            "FROSTLINE_HISTORY_SEGMENTS_MERGE_AFTER", "10s");

    private static final Instant T0 = Instant.parse("2025-01-01T00:00:00Z");

    private static final int IMPORTED_MINUTES = 365 * 1440 - 60;

    static void run() throws Exception {
        Report.title("history: bytes a reading, and answers through REST");
        try (Deployment cloud = Deployment.temporary().withShippedHistory(SOONER)) {
            cloud.startAll();
            new HistoryBench(cloud, LoadClient.mqtt(cloud).toBlocking()).measure();
        }
    }

    private void measure() throws Exception {
        client.connect();
        int seconds = 4 * 3600;
        sendSeconds(seconds);
        awaitMerged();
        double readings = seconds * (double) ColdStore.SENSORS;
        bytes("as they are", readings);
        Database.execute(cloud.jdbcUrl(), "vacuum");
        bytes("after vacuum", readings);
        Database.execute(cloud.jdbcUrl(), "vacuum full");
        bytes("after vacuum full", readings);
        importYear();
        awaitMerged();
        Thread live = Thread.ofPlatform().start(this::lastHour);
        while (number("select count(*) from pending") == 0) {
            Thread.sleep(Duration.ofMillis(100));
        }
        String year = "/api/v1/sensors/year/sensor-30/readings?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";
        time("a year at one a minute, auto: p99 of 300", year + "&resolution=auto", 300, "<= 20 ms");
        time(
                "a raw page of 10,000: p99 of 100",
                year.replace("from=2025-01", "from=2025-05") + "&resolution=raw&limit=10000",
                100,
                "<= 50 ms");
        live.interrupt();
        live.join();
    }

    private void bytes(String state, double readings) throws Exception {
        String segments =
                "select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'segment'::regclass";
        Report.figure(
                "bytes a reading, merged segments, 100 sensors at 1 Hz, " + state,
                "%.2f".formatted(number(segments) / readings),
                "<= 4");
        Report.figure(
                "bytes a reading, evidence of 100-reading batches, " + state,
                "%.2f".formatted(number("select pg_total_relation_size('batch')") / readings),
                "<= 4");
    }

    private void time(String what, String path, int times, String target) throws Exception {
        for (int i = 0; i < times; i++) {
            get(path);
        }
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            get(path);
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        Report.figure(what, "%.1f ms".formatted(Report.percentile(millis, 0.99)), target);
        Report.figure("  median", "%.1f ms".formatted(Report.percentile(millis, 0.5)), "-");
    }

    private void get(String path) throws Exception {
        HttpResponse<String> answer = LoadClient.get(cloud.url(Part.HISTORY) + path);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    /** Sends one batch a second, as an agent does live, sixty to a transfer. */
    private void sendSeconds(int seconds) {
        ColdStore store = new ColdStore(8);
        Digest previous = Digest.NONE;
        List<byte[]> batches = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            byte[] batch = store.batch("bytes", 1, second + 1, previous, T0.toEpochMilli() + second * 1000L, 1);
            previous = Digest.of(batch);
            batches.add(batch);
            if (batches.size() == 60) {
                publish("bytes", batches);
                batches.clear();
            }
        }
    }

    /** Sends the end of the year while answers are timed, a batch a second, so that some of it is always pending. */
    private void lastHour() {
        ColdStore store = new ColdStore(10);
        try {
            for (int second = 0; second < 3600; second++) {
                long at = T0.plusSeconds(60L * IMPORTED_MINUTES + second).toEpochMilli();
                publish("year", List.of(store.batch("year", 1, second + 1, Digest.NONE, at, 1)));
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(String site, List<byte[]> batches) {
        client.publishWith()
                .topic(Topics.batch(site))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(new BatchTransfer(ColdStore.CATALOG, batches).encode())
                .send();
    }

    private void importYear() throws Exception {
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        ColdStore store = new ColdStore(9);
        for (int minute = 0; minute < IMPORTED_MINUTES; minute++) {
            csv.append("sensor-30,")
                    .append(T0.plusSeconds(60L * minute))
                    .append(',')
                    .append(store.next(30) / 1e6)
                    .append('\n');
        }
        HttpResponse<String> answer = LoadClient.send(
                HttpRequest.newBuilder(URI.create(cloud.url(Part.HISTORY) + "/api/v1/sites/year/readings"))
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString(csv.toString()))
                        .build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    private void awaitMerged() throws Exception {
        Thread.sleep(Duration.ofSeconds(3));
        while (number("select (select count(*) from pending) + (select count(*) from segment where level = 0)") > 0) {
            Thread.sleep(Duration.ofMillis(500));
        }
    }

    private long number(String sql) throws Exception {
        return Database.number(cloud.jdbcUrl(), sql);
    }
}
