package io.frostline.contract.column;

import java.util.Arrays;

/**
 * Readings of one sensor, as columns: instants in epoch milliseconds, values in 10^-6 degrees Celsius, quality codes, and the
 * sensor's expected interval in milliseconds (0: unknown). A reading without a number has a meaningless value. Grows at its end;
 * not thread-safe.
 */
public final class Readings {
    /** Values in one degree Celsius: six decimals are kept; the maker of a reading rounds finer values half up. */
    public static final int MICRO = 1_000_000;

    private int size;
    private long[] at;
    private long[] micro;
    private byte[] quality;
    private int[] interval;

    public Readings(int capacity) {
        int room = Math.max(capacity, 1);
        at = new long[room];
        micro = new long[room];
        quality = new byte[room];
        interval = new int[room];
    }

    public void add(long atMillis, long microCelsius, byte qualityCode, int intervalMillis) {
        if (size == at.length) {
            reserve(size * 2);
        }
        at[size] = atMillis;
        micro[size] = microCelsius;
        quality[size] = qualityCode;
        interval[size] = intervalMillis;
        size++;
    }

    public void add(Readings from, int index) {
        add(from.at[index], from.micro[index], from.quality[index], from.interval[index]);
    }

    /** Appends all of {@code from} in its order. */
    public void addAll(Readings from) {
        append(from, 0, from.size);
    }

    /** Appends the readings of {@code ascending} whose instants are in [from, to). */
    public void addWithin(Readings ascending, long from, long to) {
        append(ascending, ascending.indexFrom(from), ascending.indexFrom(to));
    }

    private void append(Readings from, int first, int end) {
        int count = Math.max(0, end - first);
        if (size + count > at.length) {
            reserve(Math.max(size + count, size * (size < 64 ? 4 : 2)));
        }
        System.arraycopy(from.at, first, at, size, count);
        System.arraycopy(from.micro, first, micro, size, count);
        System.arraycopy(from.quality, first, quality, size, count);
        System.arraycopy(from.interval, first, interval, size, count);
        size += count;
    }

    private void reserve(int capacity) {
        at = Arrays.copyOf(at, capacity);
        micro = Arrays.copyOf(micro, capacity);
        quality = Arrays.copyOf(quality, capacity);
        interval = Arrays.copyOf(interval, capacity);
    }

    /** Removes all readings; the capacity stays. */
    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public long at(int index) {
        return at[index];
    }

    public long micro(int index) {
        return micro[index];
    }

    public double celsius(int index) {
        return micro[index] / (double) MICRO;
    }

    public byte quality(int index) {
        return quality[index];
    }

    public boolean isGood(int index) {
        return Quality.isGood(quality[index]);
    }

    public boolean isFuture(int index) {
        return Quality.isFuture(quality[index]);
    }

    public boolean hasValue(int index) {
        return Quality.hasValue(quality[index]);
    }

    /** Replaces the last reading. */
    public void replaceLast(Readings from, int index) {
        size--;
        add(from, index);
    }

    /** Flags readings ahead of the time of receipt, by the receiver's clock, as {@link Quality#FUTURE}. Returns how many. */
    public int flagFuture(long receivedMillis) {
        int flagged = 0;
        for (int i = 0; i < size; i++) {
            if (at[i] > receivedMillis && Quality.isAhead(at[i], receivedMillis)) {
                quality[i] |= Quality.FUTURE;
                flagged++;
            }
        }
        return flagged;
    }

    /** Returns the readings whose instants can be true; this object if all can. */
    public Readings withoutFuture() {
        int first = 0;
        while (first < size && !isFuture(first)) {
            first++;
        }
        if (first == size) {
            return this;
        }
        Readings present = slice(0, first);
        for (int i = first; i < size; i++) {
            if (!isFuture(i)) {
                present.add(this, i);
            }
        }
        return present;
    }

    public int interval(int index) {
        return interval[index];
    }

    /**
     * Returns true if a reading is missing between two that are {@code stepMillis} apart: more than one and a half times the
     * expected interval. If the interval is unknown (0), none is missing.
     */
    public static boolean isGap(long stepMillis, int intervalMillis) {
        return intervalMillis > 0 && 2 * stepMillis > 3L * intervalMillis;
    }

    public long firstAt() {
        return at[0];
    }

    public long lastAt() {
        return at[size - 1];
    }

    /** Returns the earliest instant, whatever the order; {@link Long#MAX_VALUE} if there is no reading. */
    public long earliest() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            earliest = Math.min(earliest, at[i]);
        }
        return earliest;
    }

    /** Returns the latest instant, whatever the order; {@link Long#MIN_VALUE} if there is no reading. */
    public long latest() {
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            latest = Math.max(latest, at[i]);
        }
        return latest;
    }

    /** Returns true for the same value, or the same reason for having none; intervals and flags do not count. */
    public boolean sameValue(int index, Readings other, int otherIndex) {
        boolean value = hasValue(index);
        return value == other.hasValue(otherIndex)
                && (value
                        ? micro[index] == other.micro[otherIndex]
                        : (quality[index] & 0x0f) == (other.quality[otherIndex] & 0x0f));
    }

    /** Returns a copy, every instant moved by {@code offsetMillis}, every reading flagged {@link Quality#CLOCK_CORRECTED}. */
    public Readings clockCorrected(long offsetMillis) {
        Readings corrected = new Readings(size);
        for (int i = 0; i < size; i++) {
            corrected.add(at[i] + offsetMillis, micro[i], (byte) (quality[i] | Quality.CLOCK_CORRECTED), interval[i]);
        }
        return corrected;
    }

    /** Sets the expected interval of all readings, and returns this object. */
    public Readings withInterval(int intervalMillis) {
        Arrays.fill(interval, 0, size, intervalMillis);
        return this;
    }

    /** Returns a copy of the readings from {@code from} (inclusive) to {@code to} (exclusive) by index. */
    public Readings slice(int from, int to) {
        Readings slice = new Readings(to - from);
        slice.append(this, from, to);
        return slice;
    }

    /** Returns a copy of the readings whose instants are in [from, to), in their order. */
    public Readings within(long from, long to) {
        Readings within = new Readings(size);
        for (int i = 0; i < size; i++) {
            if (at[i] >= from && at[i] < to) {
                within.add(this, i);
            }
        }
        return within;
    }

    /** Returns the first index whose instant is not before {@code instant}; the readings must be in ascending order. */
    public int indexFrom(long instant) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at[middle] < instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public boolean isStrictlyAscending() {
        for (int i = 1; i < size; i++) {
            if (at[i] <= at[i - 1]) {
                return false;
            }
        }
        return true;
    }
}
