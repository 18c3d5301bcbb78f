package io.frostline.platform.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of each consumer: {@code frostline_inbox_lag_events} and {@code frostline_inbox_oldest_seconds} of the partitions
 * assigned to this instance, {@code frostline_dead_letters_open}, which needs an operator, and the counter {@code
 * frostline_dead_letters_total}.
 */
final class InboxMetrics {
    private InboxMetrics() {}

    static void watch(MeterRegistry registry, String topic, String name, EventConsumer consumer) {
        gauge(
                registry,
                "frostline.inbox.lag.events",
                topic,
                name,
                consumer,
                c -> c.backlog().events());
        gauge(
                registry,
                "frostline.inbox.oldest.seconds",
                topic,
                name,
                consumer,
                c -> c.backlog().oldestSeconds());
        gauge(registry, "frostline.dead.letters.open", topic, name, consumer, EventConsumer::openDeadLetters);
    }

    private static void gauge(
            MeterRegistry registry,
            String metric,
            String topic,
            String name,
            EventConsumer consumer,
            ToDoubleFunction<EventConsumer> value) {
        Gauge.builder(metric, consumer, value)
                .tag("topic", topic)
                .tag("consumer", name)
                .register(registry);
    }
}
