package io.frostline.payment;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.Outbox;
import io.quarkus.agroal.DataSource;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Outbox of payment's events, on {@code frostline.payment.events}. */
@Singleton
public class PaymentOutbox extends Outbox {
    public PaymentOutbox(
            @DataSource("payment") javax.sql.DataSource database,
            @Channel("payment-events") MutinyEmitter<byte[]> channel,
            Outbox.Parts parts) {
        super(CommerceTopics.PAYMENT_EVENTS, database, channel, parts);
    }
}
