package io.frostline.coldroom.room;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Row of a {@link RoomVersion}; added, and never changed. */
@Entity
@Table(name = "room_version")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields, and the database number and setAt
public class StoredRoomVersion {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long number;

    @Embedded
    RoomKey key;

    @Column(name = "from_at")
    Instant from;

    @JdbcTypeCode(SqlTypes.JSON)
    RoomSetup setup;

    @Column(name = "set_by")
    String setBy;

    @Nullable
    String reason;

    /** Time by the database's clock. */
    @Generated
    @Column(name = "set_at")
    Instant setAt;

    protected StoredRoomVersion() {}

    StoredRoomVersion(RoomKey key, Instant from, RoomSetup setup, String setBy, @Nullable String reason) {
        this.key = key;
        this.from = from;
        this.setup = setup;
        this.setBy = setBy;
        this.reason = reason;
    }

    RoomVersion version() {
        return new RoomVersion(number, key.site(), key.room(), from, setup, setBy, reason, setAt);
    }
}
