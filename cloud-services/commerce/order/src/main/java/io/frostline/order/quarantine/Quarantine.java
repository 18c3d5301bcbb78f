package io.frostline.order.quarantine;

import com.fasterxml.jackson.annotation.JsonValue;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Quarantine of the lots in a room that was too warm, and what is done about it. */
@Entity
@Table(name = "quarantine")
public class Quarantine {
    /**
     * Responding becomes in-force with the first response that is completed; that becomes release-proposed where all excursions
     * are withdrawn, and in-force again with another. From both it is released or written off: first here, then by stock.
     */
    public enum State {
        RESPONDING,
        IN_FORCE,
        RELEASE_PROPOSED,
        RELEASING,
        WRITING_OFF,
        RELEASED,
        WRITTEN_OFF;

        @JsonValue
        public String text() {
            return EnumText.of(this);
        }
    }

    /** How it ends. */
    enum End {
        RELEASE(State.RELEASING, State.RELEASED),
        WRITE_OFF(State.WRITING_OFF, State.WRITTEN_OFF);

        private final State inProgress;
        private final State done;

        End(State inProgress, State done) {
            this.inProgress = inProgress;
            this.done = done;
        }

        /** Returns the state once it is decided, and before stock has confirmed it. */
        State inProgress() {
            return inProgress;
        }

        State done() {
            return done;
        }
    }

    @Id
    UUID id;

    String site;
    String room;
    String state;

    /** The response under way. */
    @Nullable
    @Column(name = "saga_id")
    UUID saga;

    /** When it is looked after next; null where nothing is left to do. */
    @Nullable
    @Column(name = "due_at")
    Instant dueAt;

    /** How often it was responded to, or looked after, in vain since the last time that it was not. */
    int attempts;

    /** Why the last response was undone, or failed. */
    @Nullable
    @JdbcTypeCode(SqlTypes.JSON)
    Problem trouble;

    /** Orders that the last response could not take on yet: they were in the middle of something else. */
    @Column(name = "under_way")
    int underWay;

    @Column(name = "begun_at")
    Instant begunAt;

    @Nullable
    @Column(name = "in_force_at")
    Instant inForceAt;

    @Nullable
    @Column(name = "ended_at")
    Instant endedAt;

    /** Who ended it, and {@code reason} why. */
    @Nullable
    @Column(name = "ended_by")
    String endedBy;

    @Nullable
    String reason;

    @SuppressWarnings("NullAway.Init") // of Hibernate, which fills the fields
    protected Quarantine() {}

    /** Returns the quarantine as the API and events show it. */
    QuarantineBody body() {
        return new QuarantineBody(
                id,
                site,
                room,
                EnumText.parse(State.class, state),
                saga,
                dueAt,
                attempts,
                trouble,
                underWay,
                begunAt,
                inForceAt,
                endedAt,
                endedBy,
                reason);
    }
}
