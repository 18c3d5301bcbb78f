package io.frostline.benchmarks;

import io.frostline.benchmarks.load.LoadClient;
import io.frostline.contract.Topics;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.PlainDevice;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Benchmark of devices without an agent: one reading per message at QoS 1, as fast as the broker acknowledges, until all can be
 * queried.
 */
final class PlainBench {
    private static final int DEVICES = Integer.getInteger("frostline.devices", 20);
    private static final int MESSAGES = Integer.getInteger("frostline.messages", 100_000);
    private static final int WARM_UP = 20_000;
    private static final int WINDOW = Integer.getInteger("frostline.window", 500);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final List<Part> MEASURED = List.of(Part.MQTT, Part.KAFKA, Part.POSTGRES, Part.HISTORY, Part.INTAKE);

    private final Deployment cloud;
    private long published;

    private PlainBench(Deployment cloud) {
        this.cloud = cloud;
    }

    static void run() throws Exception {
        Report.title("plain: %d devices, a reading a message, QoS 1, %d messages in flight each, MQTT to queryable"
                .formatted(DEVICES, WINDOW));
        try (Deployment cloud = Deployment.temporary().withShippedHistory(Map.of())) {
            cloud.startAll();
            PlainBench bench = new PlainBench(cloud);
            bench.publish(WARM_UP);
            bench.measure();
        }
    }

    private void measure() throws Exception {
        double[] before = cpu();
        long begun = System.nanoTime();
        publish(MESSAGES);
        double seconds = Report.since(begun);
        double[] after = cpu();
        double millions = DEVICES * (double) MESSAGES / 1e6;
        Report.figure("readings/s, published to queryable", "%,.0f".formatted(millions * 1e6 / seconds), ">= 60,000");
        double all = 0;
        for (int i = 0; i < after.length; i++) {
            double each = (after[i] - before[i]) / millions;
            all += each;
            System.out.printf("    CPU of %-10s %6.1f s a million%n", MEASURED.get(i), each);
        }
        Report.figure("CPU of the cloud, s a million readings", "%.1f".formatted(all), "<= 15");
    }

    private double[] cpu() throws IOException {
        double[] seconds = new double[MEASURED.size()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = Cpu.secondsOfAll(cloud.process(MEASURED.get(i)).pid());
        }
        return seconds;
    }

    private void publish(int messages) throws Exception {
        long first = published / DEVICES;
        long start = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        try (ExecutorService devices =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<?>> publishing = new ArrayList<>();
            for (int d = 0; d < DEVICES; d++) {
                int device = d;
                publishing.add(devices.submit(() -> {
                    try (PlainDevice connection = new PlainDevice(cloud.port(Part.MQTT), "device-" + device, WINDOW)) {
                        connection.publish(
                                Topics.reading("plain-" + device % 10),
                                messages,
                                i -> "{\"sensor\":\"probe-" + device + "\",\"at\":\""
                                        + Instant.ofEpochMilli(start + (first + i) * 1000) + "\",\"celsius\":-18."
                                        + i % 10 + "}");
                    }
                    return null;
                }));
            }
            for (Future<?> each : publishing) {
                each.get();
            }
        }
        published += (long) DEVICES * messages;
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (LoadClient.stored(cloud) < published) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        LoadClient.stored(cloud) + " of " + published + " readings can be queried");
            }
            Thread.sleep(20);
        }
    }
}
