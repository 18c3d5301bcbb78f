package io.frostline.notification.delivery;

import io.frostline.notification.delivery.Deliveries.Standing;
import io.frostline.platform.outbox.EventConsumer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Health and metrics of deliveries of one kind. It is not part of liveness or readiness: neither a restart nor rerouting helps
 * deliveries that wait for a receiver.
 */
public abstract class DeliveryHealth implements HealthCheck {
    private static final int MAX_OLDEST_SECONDS = 900;

    private final String kind;
    private final Deliveries<?, ?> deliveries;
    private final List<EventConsumer> consumers;

    /** @param kind of the deliveries, {@code mails} or {@code webhooks} */
    protected DeliveryHealth(String kind, Deliveries<?, ?> deliveries, List<EventConsumer> consumers) {
        this.kind = kind;
        this.deliveries = deliveries;
        this.consumers = consumers;
    }

    void start(@Observes StartupEvent event, MeterRegistry metrics) {
        gauge(metrics, "pending", Standing::pending);
        gauge(metrics, "oldest.seconds", Standing::oldestSeconds);
        gauge(metrics, "failed", Standing::failed);
    }

    /** Registers a gauge of the standing; NaN if the database does not answer. */
    private void gauge(MeterRegistry metrics, String what, ToDoubleFunction<Standing> value) {
        Gauge.builder("frostline." + kind + "." + what, () -> {
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
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(kind + " go out");
        try {
            Standing standing = deliveries.standing();
            return answer.status(consumers.stream().allMatch(EventConsumer::isHealthy)
                            && standing.oldestSeconds() < MAX_OLDEST_SECONDS)
                    .withData("pending", standing.pending())
                    .withData("oldestSeconds", (long) standing.oldestSeconds())
                    .withData("failed", standing.failed())
                    .build();
        } catch (RuntimeException e) {
            return answer.down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
