package io.frostline.stock;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.jspecify.annotations.Nullable;

/** Lot in a room: {@code received = onHand + held + shipped + writtenOff}, which the table checks at every change. */
@Entity
@Table(name = "lot")
public class Lot {
    @Id
    UUID id;

    @Column(name = "product_id")
    String product;

    String site;
    String room;
    LocalDate expiry;

    @Column(name = "quarantine_id")
    @Nullable
    UUID quarantine;

    @Generated
    @Column(insertable = false, updatable = false)
    boolean quarantined;

    long received;

    @Column(name = "on_hand")
    long onHand;

    long held;
    long shipped;

    @Column(name = "written_off")
    long writtenOff;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Lot() {}

    /** @param quarantine of the room; null if none has begun there, or it has ended */
    Lot(UUID id, String product, String site, String room, LocalDate expiry, long quantity, @Nullable UUID quarantine) {
        this.id = id;
        this.product = product;
        this.site = site;
        this.room = room;
        this.expiry = expiry;
        this.received = quantity;
        this.onHand = quantity;
        this.quarantine = quarantine;
        this.quarantined = quarantine != null;
    }
}
