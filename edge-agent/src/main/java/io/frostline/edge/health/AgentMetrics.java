package io.frostline.edge.health;

import io.frostline.contract.column.Quality;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.ReadingBuffer.State;
import io.frostline.edge.uplink.Uplink;
import io.frostline.edge.uplink.Uplink.Counts;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Metrics of an agent. Safe for use by several threads. */
public final class AgentMetrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final LongAdder readings = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final Map<String, LongAdder> faults = new ConcurrentHashMap<>(); // by labels
    private final List<Metric> metrics = new CopyOnWriteArrayList<>(List.of(
            Metric.counter("frostline_readings", "Readings taken", readings::sum),
            Metric.counters("frostline_sensor_faults", "Readings without a value", this::faults),
            Metric.counter(
                    "frostline_rejected_readings",
                    "Readings, or whole messages, of devices that could not be understood: the log says why",
                    rejected::sum)));

    /** Returns all metrics in Prometheus' text format. */
    String text() {
        StringBuilder text = new StringBuilder(4096);
        metrics.forEach(metric -> metric.writeTo(text));
        return text.toString();
    }

    public void reading(int count) {
        readings.add(count);
    }

    public void fault(String sensor, Quality quality) {
        String labels = Metric.labels("quality", quality.name().toLowerCase(Locale.ROOT), "sensor", sensor);
        faults.computeIfAbsent(labels, absent -> new LongAdder()).increment();
    }

    private Map<String, Double> faults() {
        Map<String, Double> values = new TreeMap<>();
        faults.forEach((labels, count) -> values.put(labels, (double) count.sum()));
        return values;
    }

    public void rejected() {
        rejected.increment();
    }

    public void watch(ReadingBuffer buffer, Uplink uplink) {
        Supplier<State> state = buffer::state;
        Supplier<Counts> counts = uplink::counts;
        gauge("frostline_backlog_batches", "Batches without a receipt", of(state, State::unsentBatches));
        gauge("frostline_backlog_bytes", "Bytes of batches without a receipt", of(state, State::unsentBytes));
        gauge("frostline_buffer_bytes", "Bytes of the buffer file in use", buffer::usedBytes);
        gauge("frostline_waiting_readings", "Readings that are not on disk yet", of(state, State::waitingReadings));
        gauge(
                "frostline_oldest_unsent_timestamp_seconds",
                "Instant of the oldest unsent reading, seconds since 1970; 0: none",
                () -> oldest(buffer));
        gauge(
                "frostline_oldest_unsent_seconds",
                "Deprecated, goes with the next version: frostline_oldest_unsent_timestamp_seconds",
                () -> oldest(buffer));
        gauge("frostline_uplink_connected", "1 while connected to the broker", () -> uplink.isConnected() ? 1 : 0);
        gauge(
                "frostline_set_aside_batches",
                "Batches of a damaged buffer that are still to be sent",
                () -> uplink.setAside().unsent());
        gauge(
                "frostline_set_aside_unreadable_batches",
                "Batches of a damaged buffer that can't be read: the log says which",
                () -> uplink.setAside().unreadable());
        counter("frostline_overflow_batches", "Batches freed unsent", of(state, State::overflow));
        counter("frostline_discarded_readings", "Readings that could not be stored", of(state, State::discarded));
        counter("frostline_transfers", "Transfers published", of(counts, Counts::transfers));
        counter("frostline_acknowledgements", "Transfers that the broker has", of(counts, Counts::acknowledged));
        counter("frostline_receipts", "Receipts received", of(counts, Counts::receipts));
        counter("frostline_resends", "Transfers sent again", of(counts, Counts::resends));
    }

    private static <S> DoubleSupplier of(Supplier<S> snapshot, ToLongFunction<S> value) {
        return () -> value.applyAsLong(snapshot.get());
    }

    private static double oldest(ReadingBuffer buffer) {
        try {
            Optional<Long> oldest = buffer.oldestUnsent();
            return oldest.map(at -> at / 1000.0).orElse(0.0);
        } catch (SQLException e) {
            return Double.NaN;
        }
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        metrics.add(Metric.gauge(name, help, value));
    }

    private void counter(String name, String help, DoubleSupplier value) {
        metrics.add(Metric.counter(name, help, value));
    }
}
