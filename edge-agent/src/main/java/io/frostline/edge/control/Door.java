package io.frostline.edge.control;

import java.time.Duration;

/** Whether a room's door is open; {@code since} is on the monotonic clock. */
sealed interface Door {
    record Closed() implements Door {}

    /** @param overstayed it has been open for so long that the room is cooled all the same */
    record Open(Duration since, boolean overstayed) implements Door {}
}
