package io.frostline.order.quarantine;

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
class ExcursionConsumer extends EventConsumer {
    ExcursionConsumer(
            @DataSource("order") javax.sql.DataSource database,
            ExcursionHandler handler,
            @Channel("order-excursions-dead") MutinyEmitter<byte[]> dead,
            EventConsumer.Parts parts) {
        super("order-excursions", Topics.EXCURSIONS, "order", database, handler, dead, parts);
    }

    @Incoming("order-excursions")
    @Blocking
    void receive(ConsumerRecords<String, byte[]> events) {
        process(events);
    }
}
