package io.frostline.edge.control;

import java.time.Duration;

/** What is known of a compressor; {@code since} is on the monotonic clock. */
sealed interface Compressor {
    /** Its relay has not been read yet: it is left alone. */
    record Unknown() implements Compressor {}

    record Running(Duration since) implements Compressor {}

    record Stopped(Duration since) implements Compressor {}

    static Compressor of(boolean on, Duration since) {
        return on ? new Running(since) : new Stopped(since);
    }
}
