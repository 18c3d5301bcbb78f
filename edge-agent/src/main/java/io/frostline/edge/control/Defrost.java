package io.frostline.edge.control;

import java.time.Duration;

/** State of a room's defrosting; instants are on the monotonic clock. */
sealed interface Defrost {
    /** Returns when the last defrost began, or the agent started. */
    Duration last();

    record Resting(Duration last) implements Defrost {}

    /** Defrost that begins as soon as the compressor has stopped. */
    record Due(Duration last) implements Defrost {}

    record Underway(Duration last) implements Defrost {}
}
