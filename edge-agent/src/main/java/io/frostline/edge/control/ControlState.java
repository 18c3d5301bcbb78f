package io.frostline.edge.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * All that a room's control remembers.
 *
 * @param wall the wall clock at the step before; empty: it was not known
 */
record ControlState(Compressor compressor, Door door, Sensing sensing, Defrost defrost, Optional<Instant> wall) {
    /**
     * Of an agent that has just started. How long the compressor has run or stood by then is not known: its minimum times
     * count from when its relay is first read.
     */
    static ControlState startedAt(Duration now) {
        return new ControlState(
                new Compressor.Unknown(),
                new Door.Closed(),
                new Sensing.Awaiting(now),
                new Defrost.Resting(now),
                Optional.empty());
    }

    Conditions conditions() {
        return new Conditions(
                compressor instanceof Compressor.Running,
                door instanceof Door.Open,
                defrost instanceof Defrost.Underway);
    }

    /** The relay was switched, and says so. */
    ControlState switched(boolean on, Duration now) {
        return new ControlState(Compressor.of(on, now), door, sensing, defrost, wall);
    }
}
