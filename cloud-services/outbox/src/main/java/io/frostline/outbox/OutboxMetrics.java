package io.frostline.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code frostline_outbox_events} that wait, and {@code frostline_outbox_oldest_seconds}; NaN where it can't be asked. */
@ApplicationScoped
public class OutboxMetrics {
    private final MeterRegistry registry;

    public OutboxMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    public void watch(String outbox, OutboxRelay relay) {
        Gauge.builder("frostline.outbox.events", relay, r -> {
                    OutboxRelay.Lag lag = r.lag();
                    return lag == null ? Double.NaN : lag.events();
                })
                .tag("outbox", outbox)
                .register(registry);
        Gauge.builder("frostline.outbox.oldest.seconds", relay, r -> {
                    OutboxRelay.Lag lag = r.lag();
                    return lag == null ? Double.NaN : lag.oldestSeconds();
                })
                .tag("outbox", outbox)
                .register(registry);
    }
}
