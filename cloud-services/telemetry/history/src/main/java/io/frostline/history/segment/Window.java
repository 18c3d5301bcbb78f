package io.frostline.history.segment;

import io.frostline.contract.column.Readings;

/**
 * The stretch of UTC time that a segment may not leave: an hour for sensors read every ten seconds or oftener, a day for
 * all others.
 */
final class Window {
    private static final long HOUR = 3_600_000L;

    private Window() {}

    /** Numbered from 1970; of readings with the same expected interval. */
    static long of(long atMillis, int intervalMillis) {
        return Math.floorDiv(atMillis, intervalMillis > 0 && intervalMillis <= 10_000 ? HOUR : SegmentStore.DAY);
    }

    /** Whether readings from one index to another, ascending, may stand in one segment. */
    static boolean isOne(Readings readings, int first, int last) {
        return of(readings.at(first), readings.interval(first)) == of(readings.at(last), readings.interval(last));
    }
}
