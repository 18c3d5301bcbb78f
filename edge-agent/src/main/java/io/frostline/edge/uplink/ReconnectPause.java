package io.frostline.edge.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Backoff before the next attempt to connect. It doubles after each failure, up to {@link #MAX}, with jitter between half
 * and all of it, so that agents that lost the same broker do not reconnect together. Not thread-safe.
 */
final class ReconnectPause {
    static final Duration MIN = Duration.ofMillis(250);
    static final Duration MAX = Duration.ofSeconds(20);
    /** Time that a connection must last to reset the backoff: a broker may accept connections and close them at once. */
    static final Duration HELD = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private Duration pause = MIN;

    ReconnectPause(RandomGenerator random) {
        this.random = random;
    }

    /** Returns the pause after a failed attempt or a lost connection: half to all of a backoff that doubles with each call. */
    Duration next() {
        long most = pause.toMillis();
        pause = pause.multipliedBy(2).compareTo(MAX) < 0 ? pause.multipliedBy(2) : MAX;
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }

    /** Records how long a connection lasted; resets the backoff if that was long enough. */
    void held(Duration time) {
        if (time.compareTo(HELD) >= 0) {
            pause = MIN;
        }
    }
}
