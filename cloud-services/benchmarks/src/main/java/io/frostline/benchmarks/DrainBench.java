package io.frostline.benchmarks;

import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.buffer.SequenceRanges;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.uplink.Uplink;
import io.frostline.edge.uplink.UplinkConfig;
import io.frostline.testing.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Twenty million buffered readings, from the agent's disk to the cloud's receipts, while live readings go on. */
final class DrainBench {
    private static final int READINGS = 20_000_000;
    private static final int BATCH = 500;
    private static final SequenceRanges NOTHING = new SequenceRanges();

    private DrainBench() {}

    static void run() throws Exception {
        Report.title(
                "edge: drain of %,d buffered readings to receipts, everything on this machine".formatted(READINGS));
        Path folder = Files.createTempDirectory("frostline-drain");
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, Instant.EPOCH);
        Files.createDirectories(folder.resolve("cloud"));
        try (Deployment cloud = new Deployment(folder.resolve("cloud"))) {
            cloud.startAll();
            drain(cloud, folder, "just-started", clock);
            drain(cloud, folder, "in-service", clock);
        }
    }

    private static void drain(Deployment cloud, Path folder, String site, AgentClock clock) throws Exception {
        BufferConfig file = new BufferConfig(folder.resolve(site + ".db"), 4L << 30, Duration.ofMillis(200), BATCH);
        try (ReadingBuffer buffer = ReadingBuffer.open(file, site, ColdStore.CATALOG, clock)) {
            fill(buffer);
            long backlog = buffer.newest();
            UplinkConfig config = new UplinkConfig(
                    "tcp://127.0.0.1:" + cloud.port(Deployment.Part.MQTT),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    UplinkConfig.DEFAULT_RECEIPT_TIMEOUT,
                    UplinkConfig.DEFAULT_KEEP_ALIVE);
            try (Uplink uplink = new Uplink(config, site, "bench", buffer, clock)) {
                Live live = new Live(buffer);
                Thread producing = Thread.ofPlatform().start(live);
                uplink.start();
                long begun = System.nanoTime();
                while (!buffer.unsent(1, backlog, NOTHING, 1).isEmpty()) {
                    Thread.sleep(Duration.ofMillis(20));
                }
                double seconds = (System.nanoTime() - begun) / 1e9;
                live.stopped = true;
                producing.join();
                Report.figure(
                        "cloud " + site + ": readings/s from buffer to receipt",
                        "%,.0f".formatted(READINGS / seconds),
                        ">= 200,000");
                Report.figure(
                        "live meanwhile, sensor to receipt: p99 of " + live.seconds.size(),
                        "%.2f s".formatted(Report.percentile(live.seconds, 0.99)),
                        "<= 2 s");
            }
        }
    }

    private static void fill(ReadingBuffer buffer) throws InterruptedException {
        ColdStore store = new ColdStore(3);
        long at = System.currentTimeMillis() - READINGS / ColdStore.SENSORS * 1000L - 60_000;
        List<SensorReading> batch = new ArrayList<>();
        for (int filled = 0; filled < READINGS; filled += ColdStore.SENSORS, at += 1000) {
            batch.addAll(store.second(at));
            if (batch.size() == BATCH) {
                buffer.append(batch);
                batch = new ArrayList<>();
            }
        }
    }

    /** A hundred readings five times a second; each is timed from the call of the sensor to its batch's receipt. */
    private static final class Live implements Runnable {
        private final ReadingBuffer buffer;
        private final List<Double> seconds = new ArrayList<>();
        private volatile boolean stopped;

        private Live(ReadingBuffer buffer) {
            this.buffer = buffer;
        }

        private record Sent(long sequence, long begun) {}

        @Override
        public void run() {
            ColdStore store = new ColdStore(4);
            List<Sent> waiting = new ArrayList<>();
            long next = System.nanoTime();
            try {
                while (!stopped || !waiting.isEmpty()) {
                    if (!stopped && System.nanoTime() >= next) {
                        next += 200_000_000L;
                        long begun = System.nanoTime();
                        buffer.append(store.second(System.currentTimeMillis()));
                        waiting.add(new Sent(buffer.newest(), begun));
                    }
                    for (Sent sent : List.copyOf(waiting)) {
                        if (buffer.unsent(sent.sequence, sent.sequence, NOTHING, 1)
                                .isEmpty()) {
                            seconds.add((System.nanoTime() - sent.begun) / 1e9);
                            waiting.remove(sent);
                        }
                    }
                    Thread.sleep(Duration.ofMillis(5));
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
