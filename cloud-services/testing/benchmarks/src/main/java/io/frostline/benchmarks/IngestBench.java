package io.frostline.benchmarks;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.frostline.benchmarks.load.LoadClient;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchReceipt;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Digest;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Benchmark of a hundred sites of a hundred sensors, live at 1 Hz, with as much backlog as the cloud takes, for two minutes. */
final class IngestBench {
    private static final int SITES = 100;
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("frostline.seconds", 120));
    /** Time after which newly started services are compiled. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final int BATCHES_PER_TRANSFER = 60;
    private static final int BACKLOG_READINGS = BATCHES_PER_TRANSFER * 500;
    private static final int UNDER_WAY = 12;
    /** Backlog readings offered per second, in all. */
    private static final int OFFERED_RATE = Integer.getInteger("frostline.offered", 300_000);

    /** One in this many live batches is looked for through REST. */
    private static final int PROBED_SITES = 10;

    private static final int PROBES = 8;
    private static final Pattern LATEST = Pattern.compile("\"latest\":\\{\"at\":\"([^\"]+)\"");
    private static final long BACKLOG_EPOCH = 1;
    private static final long LIVE_EPOCH = 2;

    private final Deployment cloud;
    private final Mqtt5AsyncClient client;
    private final long[] sequence = new long[SITES];
    private final Semaphore window = new Semaphore(UNDER_WAY);
    private final BlockingQueue<Probe> probes = new LinkedBlockingQueue<>();
    private final List<Found> queryable = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean stopped;

    /** Reading that was sent and must be found. */
    private record Probe(int site, int sensor, Instant at) {}

    /** @param seconds from its instant until it was found */
    private record Found(Instant at, double seconds) {}

    private IngestBench(Deployment cloud) {
        this.cloud = cloud;
        this.client = LoadClient.mqtt(cloud).toAsync();
    }

    static void run() throws Exception {
        Report.title("ingest: %d sensors live at 1 Hz and backlog beside them, MQTT to queryable, for %d s"
                .formatted(SITES * ColdStore.SENSORS, LENGTH.toSeconds()));
        try (Deployment cloud = Deployment.temporary().withShippedHistory(Map.of())) {
            cloud.startAll();
            new IngestBench(cloud).measure();
        }
    }

    private void measure() throws Exception {
        client.connect().join();
        List<List<byte[]>> backlog = new ArrayList<>();
        int transfers = (int) (LENGTH.toSeconds() * OFFERED_RATE / BACKLOG_READINGS);
        System.out.println("  preparing " + transfers + " transfers of " + BACKLOG_READINGS + " readings ...");
        long old = System.currentTimeMillis() - 40L * 86_400_000L;
        ColdStore store = new ColdStore(5);
        for (int i = 0; i < transfers; i++) {
            int site = i % SITES;
            backlog.add(transfer(store, site, old + i / SITES * (BACKLOG_READINGS / ColdStore.SENSORS) * 1000L));
        }
        client.publishes(MqttGlobalPublishFilter.ALL, message -> {
            if (BatchReceipt.decode(message.getPayloadAsBytes()).epoch() == BACKLOG_EPOCH) {
                window.release();
            }
        });
        client.subscribeWith()
                .topicFilter(Topics.receipt("+"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .join();
        Instant start = Instant.now();
        Thread live = Thread.ofPlatform().start(this::live);
        List<Thread> probing = new ArrayList<>();
        for (int i = 0; i < PROBES; i++) {
            probing.add(Thread.ofPlatform().start(this::probe));
        }
        Thread.sleep(Duration.ofSeconds(5));
        long before = LoadClient.stored(cloud);
        long begun = System.nanoTime();
        int sent = 0;
        while (System.nanoTime() - begun < LENGTH.toNanos() && sent < transfers) {
            Thread.sleep(Duration.ofNanos(Math.max(
                    0, begun + sent * (1_000_000_000L * BACKLOG_READINGS / OFFERED_RATE) - System.nanoTime())));
            window.acquire();
            publish(sent % SITES, new BatchTransfer(ColdStore.CATALOG, backlog.get(sent)).encode());
            sent++;
        }
        double seconds = Report.since(begun);
        double rate = (LoadClient.stored(cloud) - before) / seconds;
        int unanswered = probes.size();
        stopped = true;
        live.join();
        for (Thread probe : probing) {
            probe.interrupt();
            probe.join();
        }
        Report.figure(
                "readings/s, MQTT to queryable" + " (offered: %,d and the live ones)".formatted(OFFERED_RATE),
                "%,.0f".formatted(rate),
                ">= 200,000");
        List<Double> all = queryable.stream().map(Found::seconds).toList();
        List<Double> warm = queryable.stream()
                .filter(each -> each.at.isAfter(start.plus(WARM_UP)))
                .map(Found::seconds)
                .toList();
        Report.figure(
                "live, sensor to queryable by REST: p99 of %d (not asked for yet: %d)"
                        .formatted(all.size(), unanswered),
                "%.2f s".formatted(Report.percentile(all, 0.99)),
                "<= 5 s");
        Report.figure(
                "  without the first %d s, in which the JVMs compile: p99 of %d"
                        .formatted(WARM_UP.toSeconds(), warm.size()),
                "%.2f s".formatted(Report.percentile(warm, 0.99)),
                "-");
        Report.figure("  median", "%.2f s".formatted(Report.percentile(all, 0.5)), "-");
        long pending = Database.number(cloud.jdbcUrl(), "select count(*) from pending");
        System.out.println("  batches not yet in segments at the end: " + pending);
        double copy = copyRate();
        Report.figure("bare COPY of such readings as rows, readings/s", "%,.0f".formatted(copy), "-");
        Report.figure("ratio to the bare COPY", "%.2f".formatted(rate / copy), "-");
    }

    private List<byte[]> transfer(ColdStore store, int site, long at) {
        List<byte[]> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES_PER_TRANSFER; i++) {
            // not chained: the measured code does not check the chain
            batches.add(store.batch("site-" + site, BACKLOG_EPOCH, ++sequence[site], Digest.NONE, at + i * 5000L, 5));
        }
        return batches;
    }

    private void publish(int site, byte[] transfer) {
        var unused = client.publishWith()
                .topic(Topics.batch("site-" + site))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(transfer)
                .send();
    }

    private void live() {
        ColdStore store = new ColdStore(6);
        SplittableRandom random = new SplittableRandom(7);
        long number = 0;
        long at = System.currentTimeMillis();
        try {
            while (!stopped) {
                number++;
                for (int site = 0; site < SITES && !stopped; site++) {
                    byte[] batch = store.batch("site-" + site, LIVE_EPOCH, number, Digest.NONE, at, 1);
                    publish(site, new BatchTransfer(ColdStore.CATALOG, List.of(batch)).encode());
                    if (random.nextInt(PROBED_SITES) == 0) {
                        probes.add(new Probe(site, random.nextInt(ColdStore.SENSORS), Instant.ofEpochMilli(at)));
                    }
                    Thread.sleep(Duration.ofNanos(8_000_000));
                }
                at += 1000;
                Thread.sleep(Math.max(0, at - System.currentTimeMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the latest reading of live sensors through REST until it is the one that was sent. */
    private void probe() {
        try {
            while (!stopped) {
                Probe sent = probes.take();
                String url = cloud.url(Part.HISTORY) + "/api/v1/sensors/site-" + sent.site + "/sensor-" + sent.sensor;
                while (!stopped && latest(url).isBefore(sent.at)) {
                    Thread.sleep(Duration.ofMillis(20));
                }
                queryable.add(new Found(sent.at, (System.currentTimeMillis() - sent.at.toEpochMilli()) / 1e3));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            if (!stopped) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Instant latest(String url) throws Exception {
        Matcher at = LATEST.matcher(LoadClient.get(url).body());
        return at.find() ? Instant.parse(at.group(1)) : Instant.EPOCH;
    }

    /** Returns the rate of a plain table of rows with a key, with no other load. */
    private double copyRate() throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table plain (sensor int, at timestamptz, celsius real, primary key (sensor, at))");
            ColdStore store = new ColdStore(7);
            StringBuilder rows = new StringBuilder();
            int seconds = 10_000;
            long begun = System.nanoTime();
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy plain from stdin");
            for (int i = 0; i < seconds; i++) {
                String at = Instant.ofEpochSecond(1_700_000_000L + i).toString();
                for (int sensor = 0; sensor < ColdStore.SENSORS; sensor++) {
                    rows.append(sensor)
                            .append('\t')
                            .append(at)
                            .append('\t')
                            .append(store.next(sensor) / 1e6)
                            .append('\n');
                }
                if (i % 10 == 9) {
                    byte[] bytes = rows.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    copy.writeToCopy(bytes, 0, bytes.length);
                    rows.setLength(0);
                }
            }
            copy.endCopy();
            return seconds * (double) ColdStore.SENSORS / Report.since(begun);
        }
    }
}
