package io.frostline.edge.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: twice as long after each failure, up to a bound, and of that a
 * random part of at least half, so that agents that lost the same broker do not come back to it together. Serves one
 * thread.
 */
final class ReconnectPause {
    static final Duration SHORTEST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(20);

    private final RandomGenerator random;
    private Duration pause = SHORTEST;

    ReconnectPause(RandomGenerator random) {
        this.random = random;
    }

    /** An attempt has failed: between half and all of a pause that doubles with each call. */
    Duration next() {
        long most = pause.toMillis();
        pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }

    /** An attempt has succeeded: the next failure is a first one. */
    void reset() {
        pause = SHORTEST;
    }
}
