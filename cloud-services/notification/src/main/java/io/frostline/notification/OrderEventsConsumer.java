package io.frostline.notification;

import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** What notification hears on {@code frostline.order.events}. */
@Singleton
class OrderEventsConsumer extends EventConsumer {
    OrderEventsConsumer(
            @DataSource("notification") javax.sql.DataSource database, OrderNews handler, EventConsumer.Parts parts) {
        super("frostline.order.events", "notification", database, handler, parts);
    }
}
