package io.frostline.history.segment;

import io.frostline.contract.column.Readings;
import java.util.Arrays;

/**
 * Union of one sensor's readings, ascending, one for each instant. The first to arrive counts, but one flagged as future counts
 * only if there is no other.
 */
public final class Union {
    /** Receiver of a reading that lost against another value of the same instant. */
    public interface Conflict {
        void lost(Readings kept, int keptIndex, Readings lost, int lostIndex);
    }

    private final Readings readings;
    private int duplicates;
    private int conflicts;

    private Union(Readings readings) {
        this.readings = readings;
    }

    /**
     * Builds the union.
     *
     * @param inArrivalOrder readings in any order of time, first arrival first; must not be changed afterwards
     */
    public static Union of(Readings inArrivalOrder, Conflict conflict) {
        if (inArrivalOrder.isStrictlyAscending()) {
            return new Union(inArrivalOrder);
        }
        Union union = new Union(new Readings(inArrivalOrder.size()));
        long[] byTime = sortedByTime(inArrivalOrder);
        int kept = -1;
        for (long key : byTime) {
            int index = (int) key;
            if (kept >= 0 && inArrivalOrder.at(kept) == inArrivalOrder.at(index)) {
                if (inArrivalOrder.isFuture(kept) && !inArrivalOrder.isFuture(index)) {
                    union.count(inArrivalOrder, index, kept, conflict);
                    union.readings.replaceLast(inArrivalOrder, index);
                    kept = index;
                } else {
                    union.count(inArrivalOrder, kept, index, conflict);
                }
            } else {
                union.readings.add(inArrivalOrder, index);
                kept = index;
            }
        }
        return union;
    }

    /** Returns indexes in order of instant, then of arrival; keys hold (instant - first) above the index. */
    private static long[] sortedByTime(Readings readings) {
        int n = readings.size();
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            first = Math.min(first, readings.at(i));
            last = Math.max(last, readings.at(i));
        }
        int indexBits = 64 - Long.numberOfLeadingZeros(Math.max(1, n - 1));
        if (64 - Long.numberOfLeadingZeros(Math.max(1, last - first)) + indexBits <= 63) {
            long[] keys = new long[n];
            for (int i = 0; i < n; i++) {
                keys[i] = (readings.at(i) - first) << indexBits | i;
            }
            Arrays.sort(keys);
            long mask = (1L << indexBits) - 1;
            for (int i = 0; i < n; i++) {
                keys[i] &= mask;
            }
            return keys;
        }
        return java.util.stream.IntStream.range(0, n)
                .boxed()
                .sorted(java.util.Comparator.comparingLong(readings::at))
                .mapToLong(Integer::longValue)
                .toArray();
    }

    private void count(Readings of, int kept, int lost, Conflict conflict) {
        if (of.sameValue(kept, of, lost)) {
            duplicates++;
        } else {
            conflicts++;
            conflict.lost(of, kept, of, lost);
        }
    }

    public Readings readings() {
        return readings;
    }

    public int duplicates() {
        return duplicates;
    }

    public int conflicts() {
        return conflicts;
    }
}
