package io.frostline.edge.health;

import io.frostline.contract.column.Quality;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.uplink.Uplink;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** What an agent counts. */
public final class AgentMetrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter readings =
            Counter.builder().name("frostline_readings").help("Readings taken").register(registry);
    private final Counter faults = Counter.builder()
            .name("frostline_sensor_faults")
            .help("Readings without a value")
            .labelNames("sensor", "quality")
            .register(registry);
    private final Counter rejected = Counter.builder()
            .name("frostline_rejected_readings")
            .help("Readings, or whole messages, of devices that could not be understood: the log says why")
            .register(registry);

    public PrometheusRegistry registry() {
        return registry;
    }

    public void reading(int count) {
        readings.inc(count);
    }

    public void fault(String sensor, Quality quality) {
        faults.labelValues(sensor, quality.name().toLowerCase(Locale.ROOT)).inc();
    }

    public void rejected() {
        rejected.inc();
    }

    public void watch(ReadingBuffer buffer, Uplink uplink) {
        gauge(
                "frostline_backlog_batches",
                "Batches without a receipt",
                () -> buffer.state().unsentBatches());
        gauge(
                "frostline_backlog_bytes",
                "Bytes of batches without a receipt",
                () -> buffer.state().unsentBytes());
        gauge("frostline_buffer_bytes", "Bytes of the buffer file in use", buffer::usedBytes);
        gauge(
                "frostline_waiting_readings",
                "Readings that are not on disk yet",
                () -> buffer.state().waitingReadings());
        gauge("frostline_oldest_unsent_seconds", "Instant of the oldest unsent reading; 0: none", () -> oldest(buffer));
        gauge("frostline_uplink_connected", "1 while connected to the broker", () -> uplink.isConnected() ? 1 : 0);
        counter(
                "frostline_overflow_batches",
                "Batches freed unsent",
                () -> buffer.state().overflow());
        counter(
                "frostline_discarded_readings",
                "Readings that could not be stored",
                () -> buffer.state().discarded());
        counter(
                "frostline_transfers",
                "Transfers published",
                () -> uplink.counts().transfers());
        counter(
                "frostline_acknowledgements",
                "Transfers that the broker has",
                () -> uplink.counts().acknowledged());
        counter("frostline_receipts", "Receipts received", () -> uplink.counts().receipts());
        counter(
                "frostline_resends",
                "Transfers sent again",
                () -> uplink.counts().resends());
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
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }
}
