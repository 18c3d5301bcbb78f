package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Sender;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Sender of due calls. */
@ApplicationScoped
class WebhookSender {
    private final Sender<WebhookAttempt> loop;

    WebhookSender(Webhooks webhooks, Caller caller, WebhookConfig config, MeterRegistry metrics) {
        this.loop = new Sender<>(
                "webhook",
                webhooks,
                caller,
                new Sender.Policy(
                        config.atOnce(), config.poll(), config.firstPause(), config.longestPause(), config.attempts()),
                metrics.counter("frostline.webhooks.repeated"));
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.close();
    }
}
