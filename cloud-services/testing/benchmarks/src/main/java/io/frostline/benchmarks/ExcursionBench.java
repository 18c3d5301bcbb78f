package io.frostline.benchmarks;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.frostline.benchmarks.load.LoadClient;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Readings;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Benchmark of detection beside history. It measures the cost at 200,000 readings a second of 10,000 sensors, one in fifty outside
 * its limit. It also measures the time for a day of 1,000 sensors that comes late.
 */
final class ExcursionBench {
    private static final int SITES = 100;
    private static final int SENSORS = 100;
    private static final int PER_SECOND = 20;
    private static final int ROOM = 25;
    private static final int OUTSIDE = 50;
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("frostline.seconds", 60));
    private static final int LATE_SENSORS = 1_000;
    /** Warm-up after which history makes and merges segments at its steady rate, and nothing is being compiled any more. */
    private static final Duration WARM_UP = Duration.ofMinutes(20);
    /** Time of readings that exist before anything is watched. */
    private static final Duration ALARM_DELAY = Duration.ofSeconds(60);
    /**
     * Number of rounds. A service's cost varies more from minute to minute than with what runs beside it, so both are measured in
     * turn.
     */
    private static final int ROUNDS = 4;
    /** Pause after a stopped coldroom has caught up. */
    private static final Duration SETTLE_TIME = Duration.ofSeconds(10);

    private static final Duration LATE_INTERVAL = Duration.ofSeconds(Long.getLong("frostline.interval", 10));

    private final Deployment cloud;
    private final Mqtt5BlockingClient client;
    private final BatchCodec codec = new BatchCodec();
    private final SplittableRandom random = new SplittableRandom(3);
    private volatile boolean stopped;

    private ExcursionBench(Deployment cloud) {
        this.cloud = cloud;
        this.client = LoadClient.mqtt(cloud).toBlocking();
        client.connect();
    }

    static void run() throws Exception {
        Report.title("excursion: %,d readings/s of %,d sensors, history alone and with detection, %d s each"
                .formatted(SITES * SENSORS * PER_SECOND, SITES * SENSORS, LENGTH.toSeconds()));
        try (Deployment cloud = Deployment.temporary().withShippedHistory(Map.of())) {
            cloud.startAll();
            ExcursionBench bench = new ExcursionBench(cloud);
            bench.live();
            bench.late();
        }
    }

    private void live() throws Exception {
        SensorCatalog catalog = catalog(SENSORS, Duration.ofMillis(1000 / PER_SECOND));
        Thread sending = Thread.ofPlatform().start(() -> send(catalog));
        Thread.sleep(ALARM_DELAY);
        cloud.start(Part.COLDROOM);
        for (int site = 0; site < SITES; site++) {
            rooms("site-" + site);
        }
        long begun = System.nanoTime();
        awaitFollowed();
        Report.figure("followed what had come before, seconds", "%.1f".formatted(Report.since(begun)), "-");
        Thread.sleep(WARM_UP);
        Taken alone = new Taken(0, 0, 0);
        Taken both = new Taken(0, 0, 0);
        for (int round = 0; round < ROUNDS; round++) {
            both = both.and(measure());
            signalColdroom("STOP");
            alone = alone.and(measure());
            signalColdroom("CONT");
            awaitFollowed();
            Thread.sleep(SETTLE_TIME);
        }
        stopped = true;
        sending.join();
        Report.figure("readings/s stored, history alone", "%,.0f".formatted(alone.readings), "200,000");
        Report.figure("readings/s stored, with detection", "%,.0f".formatted(both.readings), "200,000");
        Report.figure("history and its PostgreSQL, share of a core", "%.1f %%".formatted(100 * alone.history), "-");
        Report.figure("coldroom, share of a core", "%.1f %%".formatted(100 * both.coldroom), "-");
        Report.figure(
                "more of history and PostgreSQL beside it, share of a core",
                "%.1f %%".formatted(100 * (both.history - alone.history)),
                "-");
        Report.figure(
                "detection adds, of what history takes",
                "%.0f %%".formatted(100 * (both.coldroom + both.history - alone.history) / alone.history),
                "<= 25 %");
        long found = single("select count(distinct (site, sensor)) from coldroom.excursion where kind = 'each'");
        int outside = SITES * SENSORS / OUTSIDE;
        Report.figure("excursions found, of %d sensors outside".formatted(outside), "%d".formatted(found), "all");
    }

    /** Shares of a core, and readings a second, over the time of a measurement. */
    private record Taken(double history, double coldroom, double readings) {
        /** Returns the sum with one more round, each as its part of the mean of all rounds. */
        Taken and(Taken round) {
            return new Taken(
                    history + round.history / ROUNDS,
                    coldroom + round.coldroom / ROUNDS,
                    readings + round.readings / ROUNDS);
        }
    }

    private void signalColdroom(String signal) throws Exception {
        long pid = cloud.process(Part.COLDROOM).pid();
        if (new ProcessBuilder("kill", "-s", signal, Long.toString(pid)).start().waitFor() != 0) {
            throw new IllegalStateException("coldroom is gone");
        }
    }

    private Taken measure() throws Exception {
        double history = history();
        double coldroom = coldroom();
        long readings = LoadClient.stored(cloud);
        long begun = System.nanoTime();
        Thread.sleep(LENGTH.dividedBy(ROUNDS));
        double seconds = Report.since(begun);
        return new Taken(
                (history() - history) / seconds,
                (coldroom() - coldroom) / seconds,
                (LoadClient.stored(cloud) - readings) / seconds);
    }

    private double history() throws Exception {
        long postmaster = cloud.postmaster().orElseThrow().pid();
        return Cpu.seconds(cloud.process(Part.HISTORY).pid()) + Cpu.secondsOfAll(postmaster);
    }

    private double coldroom() throws Exception {
        return Cpu.seconds(cloud.process(Part.COLDROOM).pid());
    }

    /** Sends each site's second in one transfer, as batches of 500 readings, as an agent commits them. */
    private void send(SensorCatalog catalog) {
        long at = System.currentTimeMillis();
        double[] temperature = new double[SITES * SENSORS];
        for (long second = 0; !stopped; second++) {
            for (int site = 0; site < SITES && !stopped; site++) {
                List<byte[]> batches = new ArrayList<>();
                for (int quarter = 0; quarter < 4; quarter++) {
                    int step = 1000 / PER_SECOND;
                    int count = PER_SECOND / 4;
                    List<Column> columns = new ArrayList<>();
                    for (int sensor = 0; sensor < SENSORS; sensor++) {
                        Readings readings = new Readings(count);
                        for (int i = 0; i < count; i++) {
                            long micro = next(temperature, site * SENSORS + sensor);
                            readings.add(at + (quarter * count + i) * (long) step, micro, (byte) 0, 0);
                        }
                        columns.add(new Column(sensor, readings));
                    }
                    batches.add(encode("site-" + site, 1, 4 * second + quarter + 1, catalog, columns));
                }
                publish("site-" + site, catalog, batches);
            }
            at += 1000;
            pauseUntil(at);
        }
    }

    private static void pauseUntil(long at) {
        try {
            Thread.sleep(Math.max(0, at - System.currentTimeMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns a sensor's next temperature: one sensor in fifty is too warm; all wander, in tenths of a degree. */
    private long next(double[] temperature, int sensor) {
        double middle = sensor % OUTSIDE == 0 ? 9.5 : 4;
        double before = temperature[sensor] == 0 ? middle : temperature[sensor];
        temperature[sensor] = before + 0.01 * (middle - before) + 0.02 * random.nextGaussian();
        return Math.round(temperature[sensor] * 10) * 100_000L;
    }

    private void rooms(String site) throws Exception {
        for (int room = 0; room < SENSORS / ROOM; room++) {
            int first = room * ROOM;
            room(site, "room-" + room, IntStream.range(first, first + ROOM), "PT30S");
        }
    }

    private void room(String site, String room, IntStream sensors, String delay) throws Exception {
        String names = sensors.mapToObj(i -> "\"sensor-" + i + "\"").collect(Collectors.joining(","));
        HttpResponse<String> answer = LoadClient.send(
                HttpRequest.newBuilder(URI.create(cloud.url(Part.COLDROOM) + "/api/v1/rooms/" + site + "/" + room))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("""
                        {"temperatureClass":"chilled","zone":"UTC","sensors":[%s],"noDataAfter":"PT1H","by":"bench",
                         "from":"2020-01-01T00:00:00Z","limits":[{"name":"air","low":0,"high":8,"recovery":0.5,
                         "stages":[{"severity":"warning","delay":"%s"}]}]}""".formatted(names, delay)))
                        .build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    /** Waits until coldroom is at most two seconds behind history and has taken all rooms. */
    private void awaitFollowed() throws Exception {
        while (single("select count(*) from coldroom.reevaluation") > 0
                || LoadClient.stored(cloud)
                                - LoadClient.metric(cloud.url(Part.COLDROOM), "frostline_coldroom_readings_total")
                        > 2L * SITES * SENSORS * PER_SECOND) {
            Thread.sleep(200);
        }
    }

    /** Measures a late day of a thousand sensors, each too warm for two hours of it, that comes after a present reading. */
    private void late() throws Exception {
        Report.title("excursion: a day of %,d sensors, a reading every %d s, that comes late"
                .formatted(LATE_SENSORS, LATE_INTERVAL.toSeconds()));
        SensorCatalog catalog = catalog(LATE_SENSORS, LATE_INTERVAL);
        room("late", "hall", IntStream.range(0, LATE_SENSORS), "PT45M");
        long now = System.currentTimeMillis() / 1000 * 1000;
        publish("late", catalog, List.of(encode("late", 1, 1, catalog, columns(now, 1, new int[LATE_SENSORS], 0))));
        while (single("select count(*) from history.site where name = 'late'") == 0) {
            Thread.sleep(100);
        }
        Thread.sleep(Duration.ofSeconds(12));
        int readings = (int) (Duration.ofDays(1).toSeconds() / LATE_INTERVAL.toSeconds());
        int warm = (int) (Duration.ofHours(2).toSeconds() / LATE_INTERVAL.toSeconds());
        int[] from = random.ints(LATE_SENSORS, warm, readings - 2 * warm).toArray();
        long begin = now - readings * LATE_INTERVAL.toMillis();
        int each = 60;
        List<byte[]> batches = new ArrayList<>();
        for (int first = 0; first + each <= readings; first += each) {
            List<Column> columns = columns(begin + first * LATE_INTERVAL.toMillis(), each, from, first);
            batches.add(encode("late", 2, first / each + 1, catalog, columns));
        }
        long before = LoadClient.stored(cloud);
        long begun = System.nanoTime();
        for (int i = 0; i < batches.size(); i += 4) {
            publish("late", catalog, batches.subList(i, Math.min(i + 4, batches.size())));
        }
        long all = batches.size() * (long) each * LATE_SENSORS;
        while (LoadClient.stored(cloud) - before < all) {
            Thread.sleep(50);
        }
        double storedAfter = Report.since(begun);
        while (found() < LATE_SENSORS) {
            Thread.sleep(50);
        }
        Report.figure("readings", "%,d".formatted(all), "-");
        Report.figure("seconds until all were stored", "%.1f".formatted(storedAfter), "-");
        Report.figure("seconds until all their excursions were found", "%.1f".formatted(Report.since(begun)), "< 30");
    }

    private List<Column> columns(long at, int count, int[] warmFrom, int first) {
        int warm = (int) (Duration.ofHours(2).toSeconds() / LATE_INTERVAL.toSeconds());
        List<Column> columns = new ArrayList<>();
        for (int sensor = 0; sensor < LATE_SENSORS; sensor++) {
            Readings readings = new Readings(count);
            for (int i = 0; i < count; i++) {
                int number = first + i;
                boolean outside = count > 1 && number >= warmFrom[sensor] && number < warmFrom[sensor] + warm;
                double celsius = (outside ? 9.5 : 4) + 0.2 * random.nextGaussian();
                readings.add(at + i * LATE_INTERVAL.toMillis(), Math.round(celsius * 10) * 100_000L, (byte) 0, 0);
            }
            columns.add(new Column(sensor, readings));
        }
        return columns;
    }

    /** Returns the number of complete excursions. */
    private long found() throws Exception {
        return single("""
                select count(*) from coldroom.excursion where site = 'late' and kind = 'each' and withdrawn_at is null
                   and to_at - from_at between interval '100 minutes' and interval '140 minutes'""");
    }

    private byte[] encode(String site, long epoch, long sequence, SensorCatalog catalog, List<Column> columns) {
        // not chained: the measured code does not check the chain
        return codec.encode(
                new Batch(site, epoch, sequence, Digest.NONE, catalog.id(), null, columns, List.of(), List.of()));
    }

    private void publish(String site, SensorCatalog catalog, List<byte[]> batches) {
        client.publishWith()
                .topic(Topics.batch(site))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(new BatchTransfer(catalog, batches).encode())
                .send();
    }

    private static SensorCatalog catalog(int sensors, Duration interval) {
        return SensorCatalog.of(IntStream.range(0, sensors)
                .mapToObj(i -> new SensorCatalog.Sensor("sensor-" + i, interval))
                .toList());
    }

    private long single(String sql) throws Exception {
        return Database.number(cloud.jdbcUrl(), sql);
    }
}
