package io.frostline.edge.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a room is like at one moment.
 *
 * @param now on the monotonic clock, of whatever origin; it never goes back
 * @param wall for the defrost schedule alone; empty: not known
 * @param celsius the room's temperature; empty: no sensor has given a good reading for too long
 * @param running what the compressor's relay says; empty: it does not answer
 * @param setPoint degrees Celsius
 */
record Inputs(
        Duration now,
        Optional<Instant> wall,
        OptionalDouble celsius,
        boolean doorOpen,
        Optional<Boolean> running,
        double setPoint) {}
