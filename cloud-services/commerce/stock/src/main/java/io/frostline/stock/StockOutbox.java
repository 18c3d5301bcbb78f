package io.frostline.stock;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.Outbox;
import io.frostline.platform.saga.Lra;
import io.quarkus.agroal.DataSource;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Outbox of stock's events, on {@link CommerceTopics#STOCK_EVENTS}. */
@Singleton
public class StockOutbox extends Outbox {
    StockOutbox(
            @DataSource("stock") javax.sql.DataSource database,
            @Channel("stock-events") MutinyEmitter<byte[]> channel,
            Outbox.Parts parts) {
        super(CommerceTopics.STOCK_EVENTS, database, channel, parts);
    }

    /** Returns by order the payload of its event within an action. */
    static Map<String, Map<String, String>> of(Lra lra, Collection<String> orders) {
        return orders.stream()
                .collect(Collectors.toMap(Function.identity(), order -> Map.of("order", order, "lra", lra.toString())));
    }
}
