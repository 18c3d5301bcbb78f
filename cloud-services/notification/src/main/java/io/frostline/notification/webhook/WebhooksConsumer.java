package io.frostline.notification.webhook;

import io.frostline.contract.Topics;
import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@Singleton
class WebhooksConsumer extends EventConsumer {
    WebhooksConsumer(
            @DataSource("notification") javax.sql.DataSource database,
            WebhookEventHandler handler,
            @Channel("notification-webhooks-dead") MutinyEmitter<byte[]> dead,
            EventConsumer.Parts parts) {
        super("notification-webhooks", Topics.EXCURSIONS, "webhooks", database, handler, dead, parts);
    }

    @Incoming("notification-webhooks")
    @Blocking
    void receive(ConsumerRecords<String, byte[]> events) {
        process(events);
    }
}
