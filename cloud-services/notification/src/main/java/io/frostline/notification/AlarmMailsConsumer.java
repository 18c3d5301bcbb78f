package io.frostline.notification;

import io.frostline.contract.Topics;
import io.frostline.platform.outbox.EventConsumer;
import io.quarkus.agroal.DataSource;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@Singleton
class AlarmMailsConsumer extends EventConsumer {
    AlarmMailsConsumer(
            @DataSource("notification") javax.sql.DataSource database,
            AlarmEventHandler handler,
            @Channel("notification-alarm-mails-dead") MutinyEmitter<byte[]> dead,
            EventConsumer.Parts parts) {
        super("notification-alarm-mails", Topics.EXCURSIONS, "alarm-mails", database, handler, dead, parts);
    }

    @Incoming("notification-alarm-mails")
    @Blocking
    void receive(ConsumerRecords<String, byte[]> events) {
        process(events);
    }
}
