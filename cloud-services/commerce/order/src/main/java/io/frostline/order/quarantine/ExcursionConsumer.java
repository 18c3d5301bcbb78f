package io.frostline.order.quarantine;

import io.frostline.contract.Topics;
import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** What order hears on {@link Topics#EXCURSIONS}. */
@Singleton
class ExcursionConsumer extends EventConsumer {
    ExcursionConsumer(
            @DataSource("order") javax.sql.DataSource database, ExcursionHandler handler, EventConsumer.Parts parts) {
        super(Topics.EXCURSIONS, "order", database, handler, parts);
    }
}
