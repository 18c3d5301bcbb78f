package io.frostline.stock;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.outbox.EventTopic;
import io.frostline.outbox.OutboxConfig;
import io.frostline.outbox.OutboxMetrics;
import io.frostline.outbox.OutboxRelay;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Sends what {@code stock} has recorded to {@code frostline.stock.events}. */
@ApplicationScoped
public class StockEvents {
    private final OutboxRelay relay;
    private final OutboxMetrics metrics;

    public StockEvents(
            @DataSource("stock") javax.sql.DataSource database,
            ObjectMapper json,
            OutboxConfig config,
            OutboxMetrics metrics) {
        this.relay = new OutboxRelay(database, new EventTopic("frostline.stock.events", config), json, config);
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        metrics.watch("stock", relay);
        relay.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        relay.close();
    }
}
