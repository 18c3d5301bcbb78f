package io.frostline.order.ordering;

import com.fasterxml.jackson.annotation.JsonValue;
import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Order of a customer. */
@Entity
@Table(name = "orders")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Order {
    /**
     * State of an order. Placing becomes confirmed, refused or failed. Confirmed may become cancelling, which becomes cancelled,
     * failed or, if undone, confirmed.
     */
    public enum State {
        PLACING,
        CONFIRMED,
        REFUSED,
        CANCELLING,
        CANCELLED,
        FAILED;

        @JsonValue
        public String text() {
            return EnumText.of(this);
        }
    }

    @Id
    UUID id;

    @Column(name = "customer_id")
    UUID customer;

    /** Client's idempotency key; null if it gave none. */
    @Nullable
    String key;

    /** Digest of the request that came with the key. */
    byte @Nullable [] fingerprint;

    @JdbcTypeCode(SqlTypes.JSON)
    List<HoldStock.Line> lines;

    String state;

    @Nullable
    @JdbcTypeCode(SqlTypes.JSON)
    Problem reason;

    /** Total in the currency's smallest unit; null until stock has told it. */
    @Nullable
    @Column(name = "total_minor")
    Long totalMinor;

    @Nullable
    String currency;

    @Column(name = "placed_at")
    Instant placedAt;

    @Nullable
    @Column(name = "ended_at")
    Instant endedAt;

    State state() {
        return EnumText.parse(State.class, state);
    }

    /** Returns the order as the API and events show it. */
    public OrderBody body() {
        Money total = totalMinor == null ? null : Money.ofMinor(totalMinor, Objects.requireNonNull(currency));
        return new OrderBody(id, customer, lines, state(), reason, total, placedAt, endedAt);
    }
}
