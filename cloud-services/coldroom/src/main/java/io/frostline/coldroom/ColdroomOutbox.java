package io.frostline.coldroom;

import io.frostline.contract.Topics;
import io.frostline.platform.outbox.Outbox;
import io.quarkus.agroal.DataSource;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Outbox of coldroom's events, on {@code frostline.coldroom.excursions}. */
@Singleton
public class ColdroomOutbox extends Outbox {
    public ColdroomOutbox(
            @DataSource("coldroom") javax.sql.DataSource database,
            @Channel("coldroom-excursions") MutinyEmitter<byte[]> channel,
            Outbox.Parts parts) {
        super(Topics.EXCURSIONS, database, channel, parts);
    }
}
