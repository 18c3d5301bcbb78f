package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Deliveries.Standing;
import io.frostline.notification.delivery.DeliveryHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Health of calls, and {@code frostline_webhooks_pending}, {@code frostline_webhooks_oldest_seconds} and {@code
 * frostline_webhooks_failed}.
 */
@Wellness
@Singleton
class WebhookHealth extends DeliveryHealth {
    WebhookHealth(Webhooks webhooks, WebhooksConsumer consumer) {
        super("webhooks go out", webhooks, List.of(consumer));
    }

    void start(@Observes StartupEvent event, MeterRegistry metrics) {
        gauge(metrics, "frostline.webhooks.pending", Standing::pending);
        gauge(metrics, "frostline.webhooks.oldest.seconds", Standing::oldestSeconds);
        gauge(metrics, "frostline.webhooks.failed", Standing::failed);
    }
}
