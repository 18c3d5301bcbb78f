package io.frostline.stock;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Loss of a quantity of a lot, with its reason. */
@Entity
@Table(name = "write_off")
public class WriteOff {
    @Id
    UUID id;

    @Column(name = "lot_id")
    UUID lot;

    long quantity;
    String reason;
    Instant at;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected WriteOff() {}

    WriteOff(UUID lot, long quantity, String reason) {
        this.id = UUID.randomUUID();
        this.lot = lot;
        this.quantity = quantity;
        this.reason = reason;
        this.at = Instant.now();
    }
}
