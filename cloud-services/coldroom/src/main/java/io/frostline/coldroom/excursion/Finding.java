package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import io.frostline.platform.text.EnumText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that begins, under one watch, in [from, until): it takes the place of what was known to begin there.
 *
 * @param until null: without end
 * @param found ascending
 */
public record Finding(Watch watch, Instant from, @Nullable Instant until, List<Found> found, Cause cause) {
    /** Why it is found now. */
    public enum Cause {
        LIVE,
        LATE_DATA,
        NEW_LIMITS;

        String lowerCase() {
            return EnumText.of(this);
        }
    }
}
