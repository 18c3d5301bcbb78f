package io.frostline.platform.loop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential backoff with jitter. The upper bound of a pause doubles with each failure; the pause is a random 50 to 100 % of it,
 * so that callers that failed together do not retry together.
 *
 * @param longest upper bound of every pause
 */
public record Backoff(Duration first, Duration longest) {
    /**
     * Returns the pause before the next attempt.
     *
     * @param failures in a row so far, from 1
     */
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), 30);
        double whole = Math.min((double) first.toMillis() * (1L << doublings), longest.toMillis());
        return Duration.ofMillis(
                (long) (whole * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
