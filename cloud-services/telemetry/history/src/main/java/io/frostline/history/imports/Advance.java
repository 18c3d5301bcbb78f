package io.frostline.history.imports;

import io.frostline.platform.text.EnumText;

/** How far an import has come. Written by the thread that imports, read by any. */
final class Advance {
    enum Phase {
        WAITING,
        /** Finding out what the file says, and whether all of it can be taken. */
        READING,
        STORING;

        String lowerCase() {
            return EnumText.of(this);
        }
    }

    /** @param readings of this phase so far @param expected in all; null: not known yet */
    record Seen(
            Phase phase,
            long readings,
            @org.jspecify.annotations.Nullable Long expected) {}

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
