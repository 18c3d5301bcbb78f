package io.frostline.platform.loop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts: each up to twice as long as the one before, and by chance down to half of that, so that those who
 * failed together do not come back together.
 *
 * @param longest no pause is longer
 */
public record Backoff(Duration first, Duration longest) {
    /** @param failures so far, from 1 */
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), 30);
        double whole = Math.min((double) first.toMillis() * (1L << doublings), longest.toMillis());
        return Duration.ofMillis(
                (long) (whole * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
