package io.frostline.platform.web;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dead letters of one kind that a process stores with their reason until somebody replays or discards them. */
public interface DeadLetterBook {
    /**
     * Dead letter as shown to users.
     *
     * @param consumer that could not process the message
     * @param topic from which it came
     * @param payload as text; bytes that are no text are replaced by U+FFFD
     * @param replayedAt time of its replay or discard; null while it is open
     */
    record Letter(
            UUID id,
            String consumer,
            String topic,
            @Nullable Integer partition,
            @Nullable Long offset,
            @Nullable String key,
            String payload,
            String reason,
            @Nullable Instant diedAt,
            @Nullable Instant replayedAt) {}

    /** Outcome of a replay. */
    sealed interface Replay {
        /** @param fresh true if it had its effect now, false if it had had it otherwise */
        record Done(boolean fresh) implements Replay {}

        record FailedAgain(String reason) implements Replay {}

        record Before(Instant at) implements Replay {}

        record Unknown() implements Replay {}
    }

    /** Returns letters that nobody has replayed or discarded, oldest first. */
    List<Letter> openLetters(int limit) throws SQLException;

    @Nullable
    Letter letter(UUID id) throws SQLException;

    Replay replay(UUID id) throws SQLException;

    /**
     * Closes a letter without effect.
     *
     * @return false if the letter is unknown or not open
     */
    boolean discard(UUID id) throws SQLException;
}
