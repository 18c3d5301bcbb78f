package io.frostline.coldroom;

import io.frostline.contract.Topics;
import io.frostline.platform.outbox.Outbox;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** The outbox of all that coldroom tells, on {@code frostline.coldroom.excursions}. */
@Singleton
public class ColdroomEvents extends Outbox {
    public ColdroomEvents(@DataSource("coldroom") javax.sql.DataSource database, Outbox.Parts parts) {
        super(Topics.EXCURSIONS, database, parts);
    }
}
