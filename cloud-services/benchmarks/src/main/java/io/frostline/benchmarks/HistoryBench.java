package io.frostline.benchmarks;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Readings;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Bytes on PostgreSQL's disk, and how long answers take. */
final class HistoryBench {
    private static final Instant T0 = Instant.parse("2025-01-01T00:00:00Z");

    private final Deployment cloud;

    private HistoryBench(Deployment cloud) {
        this.cloud = cloud;
    }

    static void run() throws Exception {
        Report.title("history: bytes a reading, and answers through REST");
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-history"))) {
            cloud.startAll();
            new HistoryBench(cloud).measure();
        }
    }

    private void measure() throws Exception {
        int seconds = 4 * 3600;
        sendSeconds(seconds);
        awaitMerged();
        double readings = seconds * (double) ColdStore.SENSORS;
        execute("vacuum full");
        Report.figure(
                "bytes a reading, merged segments, 100 sensors at 1 Hz",
                "%.2f"
                        .formatted(single(
                                        "select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'segment'::regclass")
                                / readings),
                "<= 4");
        Report.figure(
                "bytes a reading, evidence of 100-reading batches",
                "%.2f".formatted(single("select pg_total_relation_size('batch')") / readings),
                "<= 4");
        importYear();
        awaitMerged();
        execute("vacuum analyze");
        String year = "/api/v1/sensors/year/probe/readings?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";
        time("a year at one a minute, auto: p99 of 300", year + "&resolution=auto", 300, "<= 20 ms");
        time(
                "a raw page of 10,000: p99 of 100",
                year.replace("from=2025-01", "from=2025-05") + "&resolution=raw&limit=10000",
                100,
                "<= 50 ms");
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
        HttpResponse<String> answer = cloud.get(cloud.url(Part.HISTORY) + path);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    /** One batch a second, as an agent sends them live; sixty to a transfer. */
    private void sendSeconds(int seconds) {
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(cloud.port(Part.MQTT))
                .buildBlocking();
        client.connect();
        ColdStore store = new ColdStore(8);
        BatchCodec codec = new BatchCodec();
        Digest previous = Digest.NONE;
        List<byte[]> batches = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            List<Column> columns = new ArrayList<>();
            for (int sensor = 0; sensor < ColdStore.SENSORS; sensor++) {
                Readings reading = new Readings(1);
                reading.add(T0.toEpochMilli() + second * 1000L, store.next(sensor), (byte) 0, 0);
                columns.add(new Column(sensor, reading));
            }
            byte[] batch = codec.encode(new Batch(
                    "bytes",
                    1,
                    second + 1,
                    previous,
                    ColdStore.CATALOG.id(),
                    OptionalLong.empty(),
                    columns,
                    List.of(),
                    List.of()));
            previous = Digest.of(batch);
            batches.add(batch);
            if (batches.size() == 60) {
                client.publishWith()
                        .topic(Topics.batch("bytes"))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(new BatchTransfer(Optional.of(ColdStore.CATALOG), batches).encode())
                        .send();
                batches.clear();
            }
        }
        client.disconnect();
    }

    private void importYear() throws Exception {
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        ColdStore store = new ColdStore(9);
        for (int minute = 0; minute < 365 * 1440; minute++) {
            csv.append("probe,")
                    .append(T0.plusSeconds(60L * minute))
                    .append(',')
                    .append(store.next(30) / 1e6)
                    .append('\n');
        }
        HttpResponse<String> answer =
                cloud.send(HttpRequest.newBuilder(URI.create(cloud.url(Part.HISTORY) + "/api/v1/sites/year/readings"))
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString(csv.toString()))
                        .build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    private void awaitMerged() throws Exception {
        Thread.sleep(Duration.ofSeconds(3));
        while (single("select (select count(*) from pending) + (select count(*) from segment where level = 0)") > 0) {
            Thread.sleep(Duration.ofMillis(500));
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private double single(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }
}
