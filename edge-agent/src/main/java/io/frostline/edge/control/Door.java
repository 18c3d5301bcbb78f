package io.frostline.edge.control;

import java.time.Duration;

/** State of a room's door; {@code since} is on the monotonic clock. */
sealed interface Door {
    record Closed() implements Door {}

    /** @param overstayed true if it has been open for so long that the room is cooled all the same */
    record Open(Duration since, boolean overstayed) implements Door {}
}
