package io.frostline.notification.webhook;

import io.frostline.contract.Topics;
import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** Coldroom's notices of alarms, for those who are told by webhook. */
@Singleton
class WebhooksConsumer extends EventConsumer {
    WebhooksConsumer(
            @DataSource("notification") javax.sql.DataSource database, WebhookNews handler, EventConsumer.Parts parts) {
        super(Topics.EXCURSIONS, "webhooks", database, handler, parts);
    }
}
