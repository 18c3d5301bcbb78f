package io.frostline.order.quarantine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a room that was too warm.
 *
 * @param saga the response under way
 * @param dueAt when it is looked after next; null where nothing is left to do
 * @param attempts how often it was responded to, or looked after, in vain since the last time that it was not
 * @param trouble why the last response was undone, or failed
 * @param underWay orders that the last response could not take on yet: they were in the middle of something else
 * @param by who ended it, and {@code reason} why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Quarantine(
        UUID id,
        String site,
        String room,
        State state,
        @Nullable UUID saga,
        @Nullable Instant dueAt,
        int attempts,
        @Nullable Problem trouble,
        int underWay,
        Instant begunAt,
        @Nullable Instant inForceAt,
        @Nullable Instant endedAt,
        @Nullable String by,
        @Nullable String reason) {

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
        String wire() {
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
}
