package io.frostline.history.segment;

import io.frostline.contract.column.Readings;

/** Window of UTC time that a segment may not leave: an hour for sensors read at least every ten seconds, a day for all others. */
final class Window {
    private static final long HOUR = 3_600_000L;

    private Window() {}

    /** Returns a window's number, counted from 1970; comparable for readings with the same expected interval. */
    static long of(long atMillis, int intervalMillis) {
        return Math.floorDiv(atMillis, intervalMillis > 0 && intervalMillis <= 10_000 ? HOUR : SegmentStore.DAY);
    }

    /** Returns true if the readings from one index to another, ascending, may be in one segment. */
    static boolean isOne(Readings readings, int first, int last) {
        return of(readings.at(first), readings.interval(first)) == of(readings.at(last), readings.interval(last));
    }
}
