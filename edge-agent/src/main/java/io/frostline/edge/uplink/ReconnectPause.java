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
    /** A broker that takes a connection and ends it at once is none, and is not asked without a pause. */
    static final Duration HELD = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private Duration pause = SHORTEST;

    ReconnectPause(RandomGenerator random) {
        this.random = random;
    }

    /** An attempt has failed, or a connection was lost: between half and all of a pause that doubles with each call. */
    Duration next() {
        long most = pause.toMillis();
        pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }

    /** A connection has lasted for so long: if that is long enough, the next failure is a first one. */
    void held(Duration time) {
        if (time.compareTo(HELD) >= 0) {
            pause = SHORTEST;
        }
    }
}
