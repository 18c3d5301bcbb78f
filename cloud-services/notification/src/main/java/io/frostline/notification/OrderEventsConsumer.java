package io.frostline.notification;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** What notification hears on {@code frostline.order.events}. */
@Singleton
class OrderEventsConsumer extends EventConsumer {
    OrderEventsConsumer(
            @DataSource("notification") javax.sql.DataSource database, OrderNews handler, EventConsumer.Parts parts) {
        super(CommerceTopics.ORDER_EVENTS, "notification", database, handler, parts);
    }
}
