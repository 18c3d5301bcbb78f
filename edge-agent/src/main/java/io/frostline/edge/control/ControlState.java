package io.frostline.edge.control;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State of a room's control between steps.
 *
 * @param wall wall clock at the previous step; null if it was not known
 */
record ControlState(
        Compressor compressor,
        Door door,
        Sensing sensing,
        Defrost defrost,
        @Nullable Instant wall) {
    /**
     * Returns the state of an agent that has just started. It is unknown how long the compressor has been on or off, so its
     * minimum times count from when its relay is first read.
     */
    static ControlState startedAt(Duration now) {
        return new ControlState(
                new Compressor.Unknown(), new Door.Closed(), new Sensing.Awaiting(now), new Defrost.Resting(now), null);
    }

    Conditions conditions() {
        return new Conditions(
                compressor instanceof Compressor.Running,
                door instanceof Door.Open,
                defrost instanceof Defrost.Underway);
    }

    /** Returns the state after the relay was switched and confirmed it. */
    ControlState switched(boolean on, Duration now) {
        return new ControlState(Compressor.of(on, now), door, sensing, defrost, wall);
    }
}
