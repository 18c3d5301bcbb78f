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

/** Quarantine of the lots in a room that was too warm, with the state of the response. */
@Entity
@Table(name = "quarantine")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Quarantine {
    /**
     * State of a quarantine. Responding becomes in-force with the first completed response. In-force becomes release-proposed when
     * all excursions are withdrawn, and in-force again when another joins. From both it is released or written off: first here,
     * then by stock.
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

    enum End {
        RELEASE(State.RELEASING, State.RELEASED),
        WRITE_OFF(State.WRITING_OFF, State.WRITTEN_OFF);

        private final State inProgress;
        private final State done;

        End(State inProgress, State done) {
            this.inProgress = inProgress;
            this.done = done;
        }

        /** Returns the state after the decision and before stock's confirmation. */
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

    @Nullable
    @Column(name = "saga_id")
    UUID saga;

    @Nullable
    @Column(name = "due_at")
    Instant dueAt;

    int attempts;

    @Nullable
    @JdbcTypeCode(SqlTypes.JSON)
    Problem trouble;

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

    @Nullable
    @Column(name = "ended_by")
    String endedBy;

    @Nullable
    String reason;

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
