package io.frostline.notification;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@Singleton
class OrderEventsConsumer extends EventConsumer {
    OrderEventsConsumer(
            @DataSource("notification") javax.sql.DataSource database,
            OrderEventHandler handler,
            @Channel("notification-orders-dead") MutinyEmitter<byte[]> dead,
            EventConsumer.Parts parts) {
        super("notification-orders", CommerceTopics.ORDER_EVENTS, "notification", database, handler, dead, parts);
    }

    @Incoming("notification-orders")
    @Blocking
    void receive(ConsumerRecords<String, byte[]> events) {
        process(events);
    }
}
