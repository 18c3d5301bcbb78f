package io.frostline.payment;

import io.frostline.commerce.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Transfer of money from one customer's account to another. */
@Entity
@Table(name = "transfer")
public class Transfer {
    @Id
    UUID id;

    @Column(name = "from_account")
    String from;

    @Column(name = "to_account")
    String to;

    /** Amount in the currency's smallest unit. */
    long amount;

    String currency;

    @Nullable
    String note;

    Instant at;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Transfer() {}

    Transfer(UUID id, String from, String to, Money amount, @Nullable String note, Instant at) {
        this.id = id;
        this.from = from;
        this.to = to;
        this.amount = amount.minor();
        this.currency = amount.currency();
        this.note = note;
        this.at = at;
    }
}
