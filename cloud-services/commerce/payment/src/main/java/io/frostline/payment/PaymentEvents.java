package io.frostline.payment;

import io.frostline.commerce.CommerceTopics;
import io.frostline.platform.outbox.Outbox;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

/** What payment tells, on {@code frostline.payment.events}. */
@Singleton
public class PaymentEvents extends Outbox {
    public PaymentEvents(@DataSource("payment") javax.sql.DataSource database, Outbox.Parts parts) {
        super(CommerceTopics.PAYMENT_EVENTS, database, parts);
    }
}
