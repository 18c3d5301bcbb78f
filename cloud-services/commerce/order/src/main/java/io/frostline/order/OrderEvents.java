package io.frostline.order;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.Outbox;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** What order tells, on {@code frostline.order.events}. */
@Singleton
public class OrderEvents extends Outbox {
    public OrderEvents(@DataSource("order") javax.sql.DataSource database, Outbox.Parts parts) {
        super(CommerceTopics.ORDER_EVENTS, database, parts);
    }
}
