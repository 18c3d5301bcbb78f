package io.frostline.order;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.Outbox;
import io.quarkus.agroal.DataSource;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Outbox of order's events, on {@code frostline.order.events}. */
@Singleton
public class OrderOutbox extends Outbox {
    public OrderOutbox(
            @DataSource("order") javax.sql.DataSource database,
            @Channel("order-events") MutinyEmitter<byte[]> channel,
            Outbox.Parts parts) {
        super(CommerceTopics.ORDER_EVENTS, database, channel, parts);
    }
}
