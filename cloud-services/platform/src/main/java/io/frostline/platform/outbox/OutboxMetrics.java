package io.frostline.platform.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * Gauges {@code frostline_outbox_events} that wait and {@code frostline_outbox_oldest_seconds}; NaN if the database does not
 * answer.
 */
final class OutboxMetrics {
    private OutboxMetrics() {}

    static void watch(MeterRegistry registry, String topic, OutboxRelay relay) {
        gauge(registry, "frostline.outbox.events", topic, relay, OutboxRelay.Lag::events);
        gauge(registry, "frostline.outbox.oldest.seconds", topic, relay, OutboxRelay.Lag::oldestSeconds);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String topic,
            OutboxRelay relay,
            ToDoubleFunction<OutboxRelay.Lag> value) {
        Gauge.builder(name, relay, r -> r.lag().map(value::applyAsDouble).orElse(Double.NaN))
                .tag("topic", topic)
                .register(registry);
    }
}
