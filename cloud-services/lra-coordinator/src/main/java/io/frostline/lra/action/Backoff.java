package io.frostline.lra.action;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between calls of one participant: doubled with each attempt, of which half is random, so that participants that failed
 * together are not called together.
 *
 * @param first longest pause after the first attempt
 * @param longest longest pause of all
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MAX_DOUBLINGS = 30;

    /** @param attempt number of attempts so far, from 1 */
    Duration after(int attempt, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(attempt - 1, MAX_DOUBLINGS);
        long most = Math.min(longest.toMillis(), doubled);
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }
}
