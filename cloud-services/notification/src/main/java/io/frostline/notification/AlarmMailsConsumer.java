package io.frostline.notification;

import io.frostline.contract.Topics;
import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** Coldroom's notices of alarms, for those who are told by mail. */
@Singleton
class AlarmMailsConsumer extends EventConsumer {
    AlarmMailsConsumer(
            @DataSource("notification") javax.sql.DataSource database, AlarmMails handler, EventConsumer.Parts parts) {
        super(Topics.EXCURSIONS, "alarm-mails", database, handler, parts);
    }
}
