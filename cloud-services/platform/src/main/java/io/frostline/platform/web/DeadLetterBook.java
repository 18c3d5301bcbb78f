package io.frostline.platform.web;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dead letters of one kind that a process keeps: what could not be processed, with the reason, until somebody has seen to it. */
public interface DeadLetterBook {
    /**
     * One of them.
     *
     * @param consumer who could not process it
     * @param topic from which it came
     * @param payload as text; what is no text in it is shown as such
     * @param replayedAt when it had its effect after all, or was given up
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

    /** What came of a replay. */
    sealed interface Replay {
        /** @param fresh whether it had its effect just now, or had had it otherwise */
        record Done(boolean fresh) implements Replay {}

        record FailedAgain(String reason) implements Replay {}

        record Before(Instant at) implements Replay {}

        record Unknown() implements Replay {}
    }

    /** Those that nobody has replayed or discarded, the oldest first. */
    List<Letter> openLetters(int limit) throws SQLException;

    @Nullable
    Letter letter(UUID id) throws SQLException;

    Replay replay(UUID id) throws SQLException;

    /** @return false where it is unknown, or not open */
    boolean discard(UUID id) throws SQLException;
}
