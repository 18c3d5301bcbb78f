package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Sender;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

@Singleton
class WebhookSender extends Sender<WebhookAttempt> {
    WebhookSender(Webhooks webhooks, Caller caller, WebhookConfig config, MeterRegistry metrics) {
        super("webhook", webhooks, caller, config, metrics.counter("frostline.webhooks.repeated"));
    }
}
