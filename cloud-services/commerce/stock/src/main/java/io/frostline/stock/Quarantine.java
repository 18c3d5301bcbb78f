package io.frostline.stock;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Quarantine of the lots in a room. It begins within an action, is in force when that completes, and ends by a request of order.
 */
@Entity
@Table(name = "quarantine")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Quarantine {
    static final String RELEASED = "released";
    static final String WRITTEN_OFF = "written-off";

    @Id
    UUID id;

    String site;
    String room;

    /** Action that began it. */
    String lra;

    @Column(name = "in_force_at")
    @Nullable
    Instant inForceAt;

    /** {@link #RELEASED} or {@link #WRITTEN_OFF}; null until it has ended. */
    @Nullable
    String ended;

    @Column(name = "ended_by")
    @Nullable
    String endedBy;

    @Nullable
    String reason;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    boolean isOpenIn(String wantedSite, String wantedRoom) {
        return ended == null && site.equals(wantedSite) && room.equals(wantedRoom);
    }

    void end(String how, String by, String why) {
        this.ended = how;
        this.endedBy = by;
        this.reason = why;
        this.endedAt = Instant.now();
    }
}
