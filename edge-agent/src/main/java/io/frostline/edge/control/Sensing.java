package io.frostline.edge.control;

import java.time.Duration;

/** Whether the room's temperature is known; {@code since} is on the monotonic clock. */
sealed interface Sensing {
    /** The agent has started, and no sensor has answered yet. */
    record Awaiting(Duration since) implements Sensing {}

    record Known() implements Sensing {}

    /** No sensor has given a good reading for longer than the room's sensor time-out. */
    record Faulty(Duration since) implements Sensing {}
}
