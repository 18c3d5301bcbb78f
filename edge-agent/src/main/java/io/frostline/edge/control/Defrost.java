package io.frostline.edge.control;

import java.time.Duration;

/** Where a room is between two defrosts; instants are on the monotonic clock. */
sealed interface Defrost {
    /** When the defrost before this moment began, or the agent started. */
    Duration last();

    record Resting(Duration last) implements Defrost {}

    /** It begins as soon as the compressor may stop. */
    record Due(Duration last) implements Defrost {}

    record Underway(Duration last) implements Defrost {}
}
