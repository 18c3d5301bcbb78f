package io.frostline.edge.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Inputs of one control step.
 *
 * @param now monotonic clock, of any origin; it never goes back
 * @param wall wall clock, for the defrost schedule only; empty if not known
 * @param celsius the room's temperature; empty if no sensor has given a good reading for too long
 * @param running state that the compressor's relay reports; empty if it does not answer
 * @param setPoint degrees Celsius
 */
record Inputs(
        Duration now,
        Optional<Instant> wall,
        OptionalDouble celsius,
        boolean doorOpen,
        Optional<Boolean> running,
        double setPoint) {}
