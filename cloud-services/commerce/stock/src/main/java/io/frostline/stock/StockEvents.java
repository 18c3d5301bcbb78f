package io.frostline.stock;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.Outbox;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** What stock tells, on {@code frostline.stock.events}. */
@Singleton
public class StockEvents extends Outbox {
    public StockEvents(@DataSource("stock") javax.sql.DataSource database, Outbox.Parts parts) {
        super(CommerceTopics.STOCK_EVENTS, database, parts);
    }
}
