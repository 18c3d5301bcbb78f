package io.frostline.payment;

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

/** Sends what {@code payment} has recorded to {@code frostline.payment.events}. */
@ApplicationScoped
public class PaymentEvents {
    private final OutboxRelay relay;
    private final OutboxMetrics metrics;

    public PaymentEvents(
            @DataSource("payment") javax.sql.DataSource database,
            ObjectMapper json,
            OutboxConfig config,
            OutboxMetrics metrics) {
        this.relay = new OutboxRelay(database, new EventTopic("frostline.payment.events", config), json, config);
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        metrics.watch("payment", relay);
        relay.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        relay.close();
    }
}
