package io.frostline.benchmarks;

import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.buffer.StoredBatch;
import io.frostline.testing.Deployment;
import io.frostline.testing.EdgeAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Benchmark of the agent: durable append compared with raw sqlite-jdbc, bytes on disk, and what the process uses. */
final class EdgeBench {
    private static final long T0 = 1_780_000_000_000L;
    private static final int BATCHES = 2_000;
    private static final int BATCH = 500;
    private static final int SLICE = 40;
    private static final String ROOMS = """
            rooms:
              - {name: one, sensors: [sensor-1, sensor-2], set-point: -20, warming: {limit: -15}, actuator: {kind: simulated}}
              - {name: two, sensors: [sensor-3, sensor-4], set-point: 3, defrost: {every: 6h}, actuator: {kind: simulated}}
            """;

    private EdgeBench() {}

    static void run() throws Exception {
        Report.title("edge: durable append (fsync per commit of " + BATCH + " readings), in turn with raw sqlite-jdbc");
        Path folder = Files.createTempDirectory("frostline-bench");
        double[] ours = new double[5];
        double[] ratios = new double[5];
        double[] four = new double[5];
        for (int round = -2; round < 5; round++) {
            Timed one = inTurn(folder, "one-" + round, 1);
            Timed together = inTurn(folder, "four-" + round, 4);
            if (round >= 0) {
                ours[round] = BATCHES * (double) BATCH / one.ours * 1e9;
                ratios[round] = one.raw / (double) one.ours;
                four[round] = together.raw / (double) together.ours;
            }
        }
        Report.figure("durable append, readings/s (median of 5)", "%,.0f".formatted(Report.median(ours)), ">= 50,000");
        Report.figure(
                "ratio to raw sqlite-jdbc, same bytes and commits", "%.2f".formatted(Report.median(ratios)), ">= 0.8");
        Report.figure("  the same with four callers at once", "%.2f".formatted(Report.median(four)), ">= 0.8");
        Report.figure(
                "bytes a reading in the SQLite file, 100 sensors at 1 Hz",
                "%.2f".formatted(bytesAReading(folder.resolve("hour.db"))),
                "<= 3");
        process(folder.resolve("agent"));
    }

    /** Nanoseconds that the same batches took. */
    private record Timed(long ours, long raw) {}

    /**
     * Appends slices of batches in turn, each through the buffer and then, the same bytes in as many commits, through sqlite-jdbc.
     */
    private static Timed inTurn(Path folder, String name, int callers) throws Exception {
        ColdStore store = new ColdStore(1);
        long ours = 0;
        long raw = 0;
        Path file = folder.resolve(name + ".db");
        try (ReadingBuffer buffer = ColdStore.buffer(file, "bench", Duration.ofSeconds(1), BATCH);
                ExecutorService threads = Executors.newFixedThreadPool(callers);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name + "-raw.db"));
                PreparedStatement insert = rawInsert(connection)) {
            long written = 0;
            for (int from = 0; from < BATCHES; from += SLICE) {
                List<List<SensorReading>> slice = slice(store, from);
                long begun = System.nanoTime();
                append(buffer, slice, threads, callers);
                ours += System.nanoTime() - begun;
                List<StoredBatch> stored = buffer.archived(written + 1, Long.MAX_VALUE, Integer.MAX_VALUE);
                written = stored.getLast().sequence();
                begun = System.nanoTime();
                for (StoredBatch batch : stored) {
                    insert.setLong(1, batch.sequence());
                    insert.setBytes(2, batch.payload());
                    insert.executeUpdate();
                    connection.commit();
                }
                raw += System.nanoTime() - begun;
            }
        }
        return new Timed(ours, raw);
    }

    private static List<List<SensorReading>> slice(ColdStore store, int from) {
        List<List<SensorReading>> batches = new ArrayList<>();
        List<SensorReading> batch = new ArrayList<>();
        for (long second = from * (long) BATCH / ColdStore.SENSORS; batches.size() < SLICE; second++) {
            batch.addAll(store.second(T0 + second * 1000));
            if (batch.size() == BATCH) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
        }
        return batches;
    }

    private static void append(
            ReadingBuffer buffer, List<List<SensorReading>> batches, ExecutorService threads, int callers)
            throws Exception {
        if (callers == 1) {
            for (List<SensorReading> batch : batches) {
                buffer.append(batch);
            }
            return;
        }
        List<Future<?>> done = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            int first = caller;
            done.add(threads.submit(() -> {
                for (int i = first; i < batches.size(); i += callers) {
                    buffer.append(batches.get(i));
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
    }

    private static PreparedStatement rawInsert(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("create table batch (sequence integer primary key, catalog integer, payload blob)");
        }
        connection.setAutoCommit(false);
        return connection.prepareStatement("insert into batch values (?, 1, ?)");
    }

    /** Returns the bytes on disk per reading, with commits of one second, as an agent makes them. */
    private static double bytesAReading(Path file) throws Exception {
        ColdStore store = new ColdStore(2);
        int seconds = 3600;
        try (ReadingBuffer buffer = ColdStore.buffer(file, "bench", Duration.ofMillis(1), ColdStore.SENSORS)) {
            for (int i = 0; i < seconds; i++) {
                buffer.append(store.second(T0 + i * 1000L));
            }
        }
        return Files.size(file) / (double) (seconds * ColdStore.SENSORS);
    }

    /**
     * Measures the shipped agent as a process, with a hundred simulated sensors at 1 Hz in two rooms: with no broker in reach, then
     * with the cloud.
     */
    private static void process(Path folder) throws Exception {
        footprint("no broker in reach", folder.resolve("alone"), Deployment.freePort());
        try (Deployment cloud = Deployment.temporary().withShippedHistory(Map.of())) {
            cloud.startAll();
            footprint("the cloud in reach", folder.resolve("online"), cloud.port(Deployment.Part.MQTT));
        }
    }

    private static void footprint(String situation, Path folder, int brokerPort) throws Exception {
        try (EdgeAgent agent = EdgeAgent.asShipped(folder, ColdStore.agentYaml("bench", brokerPort) + ROOMS)) {
            agent.start();
            long pid = agent.process().pid();
            Thread.sleep(Duration.ofSeconds(20));
            double cpu = Cpu.seconds(pid);
            long begun = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(100));
            double share = (Cpu.seconds(pid) - cpu) / Report.since(begun);
            Report.figure(
                    "agent, " + situation + ": share of one core, over 100 s",
                    "%.1f %%".formatted(100 * share),
                    "<= 3 %");
            Report.figure("  the most that was resident", mostResident(pid), "<= 55 MB");
        }
    }

    private static String mostResident(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> "%.1f MB".formatted(Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6))
                .findFirst()
                .orElse("?");
    }
}
