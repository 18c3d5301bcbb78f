package io.frostline.history.segment;

import io.frostline.contract.column.Readings;
import java.util.Arrays;

/**
 * Union of one sensor's readings, ascending, one for each instant. The first to arrive counts, but one flagged as future counts
 * only if there is no other.
 */
public record Union(Readings readings, int duplicates, int conflicts) {
    /** Receiver of a reading that lost against another value of the same instant. */
    public interface Conflict {
        void lost(Readings kept, int keptIndex, Readings lost, int lostIndex);
    }

    /** @param all readings in any order of time, first arrival first; must not be changed afterwards */
    public static Union of(Readings all, Conflict conflict) {
        if (all.isStrictlyAscending()) {
            return new Union(all, 0, 0);
        }
        Readings readings = new Readings(all.size());
        int duplicates = 0;
        int conflicts = 0;
        int kept = -1;
        for (long key : sortedByTime(all)) {
            int index = (int) key;
            if (kept < 0 || all.at(kept) != all.at(index)) {
                readings.add(all, index);
                kept = index;
                continue;
            }
            int lost = index;
            if (all.isFuture(kept) && !all.isFuture(index)) {
                readings.replaceLast(all, index);
                lost = kept;
                kept = index;
            }
            if (all.sameValue(kept, all, lost)) {
                duplicates++;
            } else {
                conflicts++;
                conflict.lost(all, kept, all, lost);
            }
        }
        return new Union(readings, duplicates, conflicts);
    }

    /** Returns indexes in order of instant, then of arrival; keys hold (instant - first) above the index. */
    private static long[] sortedByTime(Readings readings) {
        int n = readings.size();
        long first = readings.earliest();
        long span = readings.latest() - first;
        int indexBits = 64 - Long.numberOfLeadingZeros(Math.max(1, n - 1));
        if (64 - Long.numberOfLeadingZeros(Math.max(1, span)) + indexBits <= 63) {
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
}
