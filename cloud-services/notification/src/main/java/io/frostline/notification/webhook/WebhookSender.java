package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Outcome;
import io.frostline.notification.delivery.Post;
import io.frostline.notification.delivery.SendLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Makes the calls that are due. */
@ApplicationScoped
class WebhookSender {
    private final SendLoop<Webhook> loop;

    WebhookSender(Webhooks webhooks, Caller caller, WebhookConfig config, MeterRegistry metrics) {
        this.loop = new SendLoop<>(
                "webhook",
                new ByHttp(webhooks, caller),
                new SendLoop.Policy(
                        config.atOnce(), config.poll(), config.firstPause(), config.longestPause(), config.attempts()),
                metrics.counter("frostline.webhooks.repeated"));
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.close();
    }

    private record ByHttp(Webhooks webhooks, Caller caller) implements Post<Webhook> {
        @Override
        public List<Webhook> take(int most) throws SQLException {
            return webhooks.take(most, SendLoop.lease(longest()));
        }

        @Override
        public Outcome send(Webhook webhook) throws InterruptedException {
            return caller.send(webhook);
        }

        @Override
        public Duration longest() {
            return caller.longest();
        }

        @Override
        public void sent(Webhook webhook) throws SQLException {
            webhooks.sent(webhook);
        }

        @Override
        public void later(Webhook webhook, Duration pause, String reason) throws SQLException {
            webhooks.later(webhook, pause, reason);
        }

        @Override
        public void failed(Webhook webhook, String reason) throws SQLException {
            webhooks.failed(webhook, reason);
        }
    }
}
