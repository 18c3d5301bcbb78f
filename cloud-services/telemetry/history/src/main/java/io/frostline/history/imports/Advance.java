package io.frostline.history.imports;

import org.jspecify.annotations.Nullable;

/** Progress of an import. Written by the importing thread, read by any. */
final class Advance {
    enum Phase {
        WAITING,
        /** Parsing of the file, to find out what it holds and if all of it can be accepted. */
        READING,
        STORING
    }

    /** @param expected total number of {@code readings} in this phase; null if not known yet */
    record Seen(Phase phase, long readings, @Nullable Long expected) {}

    private volatile Phase phase = Phase.WAITING;
    private volatile long readings;
    private volatile long expected = -1;

    void begin(Phase next) {
        expected = next == Phase.STORING ? readings : -1;
        readings = 0;
        phase = next;
    }

    void to(long count) {
        readings = count;
    }

    Seen seen() {
        return new Seen(phase, readings, expected < 0 ? null : Long.valueOf(expected));
    }
}
