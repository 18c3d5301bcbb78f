package io.frostline.notification.delivery;

import io.frostline.notification.delivery.Deliveries.Standing;
import io.frostline.platform.outbox.EventConsumer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Health and metrics of deliveries of one kind. It is not part of liveness or readiness: neither a restart nor rerouting helps
 * deliveries that wait for a receiver.
 */
public abstract class DeliveryHealth implements HealthCheck {
    private static final int MAX_OLDEST_SECONDS = 900;

    private final String name;
    private final Deliveries<?, ?> deliveries;
    private final List<EventConsumer> consumers;

    protected DeliveryHealth(String name, Deliveries<?, ?> deliveries, List<EventConsumer> consumers) {
        this.name = name;
        this.deliveries = deliveries;
        this.consumers = consumers;
    }

    /** Registers a gauge of the standing; NaN if the database does not answer. */
    protected void gauge(MeterRegistry metrics, String metric, ToDoubleFunction<Standing> value) {
        Gauge.builder(metric, () -> {
                    try {
                        return value.applyAsDouble(deliveries.standing());
                    } catch (RuntimeException e) {
                        return Double.NaN;
                    }
                })
                .register(metrics);
    }

    @Override
    public HealthCheckResponse call() {
        try {
            Standing standing = deliveries.standing();
            return HealthCheckResponse.named(name)
                    .status(consumers.stream().allMatch(EventConsumer::isHealthy)
                            && standing.oldestSeconds() < MAX_OLDEST_SECONDS)
                    .withData("pending", standing.pending())
                    .withData("oldestSeconds", (long) standing.oldestSeconds())
                    .withData("failed", standing.failed())
                    .build();
        } catch (RuntimeException e) {
            return HealthCheckResponse.named(name)
                    .down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
