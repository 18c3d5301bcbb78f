package io.frostline.notification.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether calls go out: {@code frostline_webhooks_pending}, {@code frostline_webhooks_oldest_seconds} and {@code
 * frostline_webhooks_failed}, NaN where the database does not answer; and, as of mails, a matter of neither liveness nor
 * readiness.
 */
@Wellness
@ApplicationScoped
class WebhookStanding implements HealthCheck {
    private static final int LONG_SECONDS = 900;

    private final Webhooks webhooks;
    private final WebhooksConsumer consumer;
    private final MeterRegistry metrics;

    WebhookStanding(Webhooks webhooks, WebhooksConsumer consumer, MeterRegistry metrics) {
        this.webhooks = webhooks;
        this.consumer = consumer;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        gauge("frostline.webhooks.pending", Webhooks.Standing::pending);
        gauge("frostline.webhooks.oldest.seconds", Webhooks.Standing::oldestSeconds);
        gauge("frostline.webhooks.failed", Webhooks.Standing::failed);
    }

    private void gauge(String name, ToDoubleFunction<Webhooks.Standing> value) {
        Gauge.builder(name, () -> {
                    try {
                        return value.applyAsDouble(webhooks.standing());
                    } catch (SQLException | RuntimeException e) {
                        return Double.NaN;
                    }
                })
                .register(metrics);
    }

    @Override
    public HealthCheckResponse call() {
        try {
            Webhooks.Standing standing = webhooks.standing();
            return HealthCheckResponse.named("webhooks go out")
                    .status(consumer.isHealthy() && standing.oldestSeconds() < LONG_SECONDS)
                    .withData("pending", standing.pending())
                    .withData("oldestSeconds", (long) standing.oldestSeconds())
                    .withData("failed", standing.failed())
                    .build();
        } catch (SQLException | RuntimeException e) {
            return HealthCheckResponse.named("webhooks go out")
                    .down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
