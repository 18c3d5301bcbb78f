package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that begins in [from, until) under one watch. It replaces what was known to begin there.
 *
 * @param until null: without end
 * @param found ascending
 */
public record Finding(Watch watch, Instant from, @Nullable Instant until, List<Found> found, Cause cause) {
    /** Reason why it is found now. */
    public enum Cause {
        LIVE,
        LATE_DATA,
        NEW_LIMITS
    }
}
