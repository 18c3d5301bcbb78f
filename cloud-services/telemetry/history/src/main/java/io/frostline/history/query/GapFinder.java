package io.frostline.history.query;

import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finder of gaps in readings that are added in ascending order. A reading is missing if two readings are more than one and a half
 * times the expected interval apart, wherever the requested range begins and ends. A sensor whose interval is unknown has no gaps
 * except its faults.
 */
final class GapFinder {
    /** Time in milliseconds that a reading may take to arrive before it counts as missing. */
    private static final long GRACE = 5_000;

    private final long from;
    private final long to;
    private final List<Gap> gaps = new ArrayList<>();
    private long lastAt = Long.MIN_VALUE;
    private int interval;
    private long faultSince = Long.MIN_VALUE;
    private long futureAt = Long.MIN_VALUE;

    GapFinder(long from, long to) {
        this.from = from;
        this.to = to;
    }

    void add(Readings readings, int index) {
        if (readings.isFuture(index)) {
            futureAt = readings.at(index);
            return;
        }
        pass(readings.at(index), readings.at(index), readings.interval(index));
        if (readings.isGood(index)) {
            endFault(readings.at(index));
        } else if (faultSince == Long.MIN_VALUE) {
            faultSince = readings.at(index);
        }
    }

    /** Passes a run of readings without a gap inside. Faults in it are reported by the caller. */
    void pass(long firstAt, long nextAt, int newInterval) {
        if (lastAt != Long.MIN_VALUE && Readings.isGap(firstAt - lastAt, interval)) {
            endFault(lastAt + interval);
            add(lastAt + interval, firstAt, futureAt > lastAt ? Gap.CLOCK_AHEAD : "");
        }
        lastAt = nextAt;
        interval = newInterval;
    }

    void endFault(long at) {
        if (faultSince != Long.MIN_VALUE) {
            add(faultSince, at, Gap.SENSOR_FAULT);
            faultSince = Long.MIN_VALUE;
        }
    }

    private void add(long gapFrom, long gapTo, String reason) {
        Gap gap = new Gap(
                Instant.ofEpochMilli(Math.max(gapFrom, from)), Instant.ofEpochMilli(Math.min(gapTo, to)), reason);
        if (!gap.isEmpty()) {
            gaps.add(gap);
        }
    }

    /** Returns the expected interval of the last reading that passed; 0 if unknown, or if none passed. */
    int interval() {
        return interval;
    }

    /** Returns true if the end of the last gap depends on the first reading after the range. */
    boolean isOpen() {
        return lastAt != Long.MIN_VALUE && (faultSince != Long.MIN_VALUE || (interval > 0 && to - lastAt > interval));
    }

    /**
     * Returns the gaps, ascending; a gap whose reason is still to be found has an empty one.
     *
     * @param next instant of the first reading after the range, if there is one and {@link #isOpen} requires it; else null
     */
    List<Gap> end(long now, @Nullable Long next) {
        // a clock that runs ahead dates readings in the future
        long end = next != null ? to : Math.min(to, Math.max(now, lastAt));
        if (lastAt != Long.MIN_VALUE) {
            boolean silent = Readings.isGap((next == null ? now - GRACE : next) - lastAt, interval);
            endFault(silent ? lastAt + interval : end);
            if (silent) {
                add(lastAt + interval, end, next != null ? "" : Gap.AWAITING_DATA);
            }
        }
        gaps.sort(Comparator.comparing(Gap::from));
        return gaps;
    }
}
