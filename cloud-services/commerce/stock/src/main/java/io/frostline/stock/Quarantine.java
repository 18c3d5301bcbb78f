package io.frostline.stock;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Quarantine of the lots in a room: begun within an action, in force once that is completed, ended by order. */
@Entity
@Table(name = "quarantine")
public class Quarantine {
    static final String RELEASED = "released";
    static final String WRITTEN_OFF = "written-off";

    @Id
    UUID id;

    String site;
    String room;

    /** The action that began it. */
    String lra;

    @Column(name = "in_force_at")
    @Nullable
    Instant inForceAt;

    /** {@link #RELEASED} or {@link #WRITTEN_OFF}; null while it has not ended. */
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

    @SuppressWarnings("NullAway.Init") // of Hibernate, which fills the fields
    protected Quarantine() {}

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
