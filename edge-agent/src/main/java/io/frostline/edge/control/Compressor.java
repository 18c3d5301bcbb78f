package io.frostline.edge.control;

import java.time.Duration;

/** Known state of a compressor; {@code since} is on the monotonic clock. */
sealed interface Compressor {
    /** State before its relay is first read: the compressor is not switched. */
    record Unknown() implements Compressor {}

    record Running(Duration since) implements Compressor {}

    record Stopped(Duration since) implements Compressor {}

    static Compressor of(boolean on, Duration since) {
        return on ? new Running(since) : new Stopped(since);
    }
}
