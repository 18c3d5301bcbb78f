package io.frostline.coldroom.following;

import org.jspecify.annotations.Nullable;

/** Time range of one sensor that must be re-evaluated; milliseconds since 1970, both ends inclusive. */
record StaleRange(long from, long to) {
    StaleRange and(long otherFrom, long otherTo) {
        return new StaleRange(Math.min(from, otherFrom), Math.max(to, otherTo));
    }

    /** Returns the first {@code length} milliseconds, or all of it where it is shorter. */
    StaleRange first(long length) {
        return new StaleRange(from, Math.min(to, from + length));
    }

    /** Returns what is left after the given beginning, or null. */
    @Nullable
    StaleRange after(StaleRange beginning) {
        return beginning.to < to ? new StaleRange(beginning.to + 1, to) : null;
    }
}
