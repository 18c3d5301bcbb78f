package io.frostline.edge.control;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of one control step.
 *
 * @param now monotonic clock, of any origin; it never goes back
 * @param wall wall clock, for the defrost schedule only; null if not known
 * @param celsius the room's temperature; null if no sensor has given a good reading for too long
 * @param running state that the compressor's relay reports; null if it does not answer
 * @param setPoint degrees Celsius
 */
record Inputs(
        Duration now,
        @Nullable Instant wall,
        @Nullable Double celsius,
        boolean doorOpen,
        @Nullable Boolean running,
        double setPoint) {}
