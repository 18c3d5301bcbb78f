package io.frostline.benchmarks;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.frostline.benchmarks.load.LoadClient;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchReceipt;
import io.frostline.contract.batch.Decoded;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.buffer.SequenceRanges;
import io.frostline.edge.buffer.StoredBatch;
import io.frostline.testing.Deployment;
import io.frostline.testing.EdgeAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Benchmark of an agent's backlog after it was cut off. It runs from the agent's start to the cloud's last receipt, while the
 * agent's hundred sensors go on at 1 Hz. The shipped agent and cloud run with their default settings.
 */
final class DrainBench {
    private static final int READINGS = Integer.getInteger("frostline.readings", 60_000_000);
    private static final int BATCH = 500;

    private DrainBench() {}

    static void run() throws Exception {
        Report.title(
                "edge: drain of %,d buffered readings to receipts, everything on this machine".formatted(READINGS));
        Path folder = Files.createTempDirectory("frostline-drain");
        try (Deployment cloud = Deployment.temporary().withShippedHistory(Map.of())) {
            cloud.startAll();
            drain(cloud, folder, "just-started");
            drain(cloud, folder, "in-service");
        }
    }

    private static void drain(Deployment cloud, Path folder, String site) throws Exception {
        int port = cloud.port(Deployment.Part.MQTT);
        try (EdgeAgent agent = EdgeAgent.asShipped(folder.resolve(site), ColdStore.agentYaml(site, port))) {
            long backlog = fill(agent.buffer(), site);
            Receipts receipts = new Receipts(cloud, site);
            long begun = System.currentTimeMillis();
            agent.start();
            long end = receipts.await(backlog);
            Report.figure(
                    "cloud " + site + ": readings/s from the agent's start to the last receipt",
                    "%,.0f".formatted(READINGS / ((end - begun) / 1e3)),
                    ">= 200,000");
            agent.close();
            List<Double> live = live(agent.buffer(), site, backlog, end, receipts.arrivals());
            Report.figure(
                    "live meanwhile, sensor to receipt: p99 of " + live.size() + " readings",
                    "%.2f s".formatted(Report.percentile(live, 0.99)),
                    "<= 2 s");
        }
    }

    /** @return the sequence of the last batch */
    private static long fill(Path file, String site) throws InterruptedException {
        ColdStore store = new ColdStore(3);
        long at = System.currentTimeMillis() - READINGS / ColdStore.SENSORS * 1000L - 60_000;
        List<SensorReading> batch = new ArrayList<>();
        try (ReadingBuffer buffer = ColdStore.buffer(file, site, Duration.ofSeconds(1), BATCH)) {
            for (int filled = 0; filled < READINGS; filled += ColdStore.SENSORS, at += 1000) {
                batch.addAll(store.second(at));
                if (batch.size() == BATCH) {
                    buffer.append(batch);
                    batch = new ArrayList<>();
                }
            }
            return buffer.newest();
        }
    }

    /**
     * Returns the seconds from each reading after the backlog to the receipt of its batch, for readings taken until {@code end}.
     */
    private static List<Double> live(Path file, String site, long backlog, long end, NavigableMap<Long, Long> arrivals)
            throws Exception {
        BatchCodec codec = new BatchCodec();
        List<Double> seconds = new ArrayList<>();
        try (ReadingBuffer buffer = ColdStore.buffer(file, site, Duration.ofSeconds(1), BATCH)) {
            for (StoredBatch stored : buffer.archived(backlog + 1, Long.MAX_VALUE, Integer.MAX_VALUE)) {
                Batch batch = ((Decoded.Accepted) codec.decode(stored.payload())).batch();
                for (var column : batch.columns()) {
                    for (int i = 0; i < column.readings().size(); i++) {
                        long at = column.readings().at(i);
                        if (at < end) {
                            // no receipt counts as the latest possible one
                            seconds.add((arrivals.getOrDefault(stored.sequence(), Long.MAX_VALUE) - at) / 1e3);
                        }
                    }
                }
            }
        }
        return seconds;
    }

    /** Arrival of the cloud's receipt for each batch, milliseconds since 1970, as any client of the broker sees it. */
    private static final class Receipts {
        private final SequenceRanges durable = new SequenceRanges();
        private final NavigableMap<Long, Long> arrivals = new TreeMap<>();

        Receipts(Deployment cloud, String site) {
            Mqtt5AsyncClient client = LoadClient.mqtt(cloud).toAsync();
            client.connect().join();
            client.subscribeWith()
                    .topicFilter(Topics.receipt(site))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> came(message.getPayloadAsBytes()))
                    .send()
                    .join();
        }

        private synchronized void came(byte[] payload) {
            long now = System.currentTimeMillis();
            for (BatchReceipt.Range range : BatchReceipt.decode(payload).durable()) {
                durable.add(range.first(), range.last());
                for (long sequence = range.first(); sequence <= range.last(); sequence++) {
                    arrivals.putIfAbsent(sequence, now);
                }
            }
            notifyAll();
        }

        /**
         * Waits until all batches up to {@code backlog} have their receipts, and the live ones have had 5 s.
         *
         * @return when the last receipt of the backlog came
         */
        synchronized long await(long backlog) throws InterruptedException {
            while (durable.firstMissing(1) <= backlog) {
                wait();
            }
            long end = System.currentTimeMillis();
            while (System.currentTimeMillis() < end + 5_000) {
                wait(1_000);
            }
            return end;
        }

        synchronized NavigableMap<Long, Long> arrivals() {
            return arrivals;
        }
    }
}
