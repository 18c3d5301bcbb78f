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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Five million buffered readings, from the agent's disk to the cloud's receipts, while live readings go on. */
final class DrainBench {
    private static final int READINGS = 5_000_000;
    private static final int BATCH = 500;

    private DrainBench() {}

    static void run() throws Exception {
        Report.title(
                "edge: drain of %,d buffered readings to receipts, everything on this machine".formatted(READINGS));
        Path folder = Files.createTempDirectory("frostline-drain");
        AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, 1, 0);
        try (Deployment cloud = new Deployment(folder.resolve("cloud"));
                ReadingBuffer buffer = ReadingBuffer.open(
                        new BufferConfig(folder.resolve("buffer.db"), 4L << 30, Duration.ofMillis(200), BATCH),
                        "drain",
                        ColdStore.CATALOG,
                        clock)) {
            Files.createDirectories(folder.resolve("cloud"));
            cloud.startAll();
            fill(buffer);
            long backlog = buffer.newest();
            UplinkConfig config = new UplinkConfig(
                    "tcp://127.0.0.1:" + cloud.port(Deployment.Part.MQTT),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    UplinkConfig.DEFAULT_RECEIPT_TIMEOUT,
                    UplinkConfig.DEFAULT_KEEP_ALIVE);
            try (Uplink uplink = new Uplink(config, "drain", "bench", buffer, clock)) {
                Live live = new Live(buffer);
                Thread producing = Thread.ofPlatform().start(live);
                uplink.start();
                long begun = System.nanoTime();
                while (!buffer.unsent(1, backlog, new SequenceRanges(), 1).isEmpty()) {
                    Thread.sleep(Duration.ofMillis(20));
                }
                double seconds = (System.nanoTime() - begun) / 1e9;
                live.stopped = true;
                producing.join();
                Report.figure("readings/s from buffer to receipt", "%,.0f".formatted(READINGS / seconds), ">= 200,000");
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

    /** A hundred readings a second; each is timed from the call of the sensor to its batch's receipt. */
    private static final class Live implements Runnable {
        private final ReadingBuffer buffer;
        private final List<Double> seconds = new ArrayList<>();
        private volatile boolean stopped;

        private Live(ReadingBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void run() {
            ColdStore store = new ColdStore(4);
            SequenceRanges none = new SequenceRanges();
            try {
                while (!stopped) {
                    long begun = System.nanoTime();
                    long before = buffer.newest();
                    buffer.append(store.second(System.currentTimeMillis()));
                    while (!buffer.unsent(before + 1, buffer.newest(), none, 1).isEmpty()) {
                        Thread.sleep(Duration.ofMillis(2));
                    }
                    seconds.add((System.nanoTime() - begun) / 1e9);
                    Thread.sleep(Duration.ofNanos(Math.max(0, 200_000_000L - (System.nanoTime() - begun))));
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
