package io.frostline.notification.webhook;

import io.frostline.notification.delivery.DeliveryHealth;
import io.smallrye.health.api.Wellness;
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
        super("webhooks", webhooks, List.of(consumer));
    }
}
