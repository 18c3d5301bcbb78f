package io.frostline.edge.control;

import java.time.Duration;

/** Knowledge of a room's temperature; {@code since} is on the monotonic clock. */
sealed interface Sensing {
    /** State after the agent has started, before any sensor has answered. */
    record Awaiting(Duration since) implements Sensing {}

    record Known() implements Sensing {}

    /** State without a good reading for longer than the room's sensor timeout. */
    record Faulty(Duration since) implements Sensing {}
}
