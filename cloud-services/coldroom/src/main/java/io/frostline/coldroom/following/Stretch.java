package io.frostline.coldroom.following;

import org.jspecify.annotations.Nullable;

/** Of a sensor's readings, what is to be evaluated again; milliseconds since 1970, both ends inclusive. */
record Stretch(long from, long to) {
    Stretch and(long otherFrom, long otherTo) {
        return new Stretch(Math.min(from, otherFrom), Math.max(to, otherTo));
    }

    /** Its beginning, if it is longer. */
    Stretch first(long length) {
        return new Stretch(from, Math.min(to, from + length));
    }

    /** What is left of it after its beginning. */
    @Nullable
    Stretch after(Stretch beginning) {
        return beginning.to < to ? new Stretch(beginning.to + 1, to) : null;
    }
}
