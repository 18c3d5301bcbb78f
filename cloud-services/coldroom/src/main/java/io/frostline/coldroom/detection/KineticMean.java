package io.frostline.coldroom.detection;

import io.frostline.contract.column.Mkt;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.util.Arrays;

/**
 * Mean kinetic temperature of readings over a trailing window. It has one value at the end of each step with a reading, once a
 * later reading shows that the step is over. A step is a 1440th of the window, in whole minutes. Each reading counts in the step in
 * which it was taken, weighted as {@link Mkt} says; unknown times weigh nothing.
 *
 * <p>A value depends on the readings of its window alone, to the last digit. Sums are made step by step, from steps at multiples of
 * their length since 1970; none is carried over from another value.
 */
final class KineticMean {
    private static final int STEPS = 1440;
    private static final long MINUTE = 60_000;

    private final long step;
    private final long window;
    private long[] ends = new long[64];
    private double[] terms = new double[64];
    private long[] weights = new long[64];
    private int size;
    private boolean isGood;
    private long lastAt;
    private long lastMicro;
    private int lastInterval;

    KineticMean(Duration window) {
        this.step = step(window);
        this.window = window.toMillis();
    }

    /** Returns the length of a step; milliseconds. */
    static long step(Duration window) {
        return Math.max(1, Math.ceilDiv(window.toMillis(), STEPS * MINUTE)) * MINUTE;
    }

    /**
     * @param ascending readings of one series that come after all that were accepted
     * @param means receives the new means
     */
    void accept(Readings ascending, Readings means) {
        for (int i = 0; i < ascending.size(); i++) {
            long at = ascending.at(i);
            if (isGood) {
                add(at);
            }
            emit(at, means);
            silence(at, means);
            lastAt = at;
            lastMicro = ascending.micro(i);
            lastInterval = ascending.interval(i);
            isGood = ascending.isGood(i);
        }
    }

    private long endOfStep() {
        return (Math.floorDiv(lastAt, step) + 1) * step;
    }

    /**
     * Adds a fault where the last reading of a step is a fault and the next step has none: without a temperature there is no mean.
     */
    private void silence(long next, Readings means) {
        if (isGood || size == 0) {
            return;
        }
        long end = endOfStep();
        long silent = ends[size - 1] == end ? end + step : end;
        if (silent <= next && means.size() > 0 && means.lastAt() < silent) {
            means.add(silent, 0, Quality.FAULT.code(), 0);
        }
    }

    private void add(long next) {
        long end = endOfStep();
        if (size == 0 || ends[size - 1] != end) {
            reserve();
            ends[size] = end;
            terms[size] = 0;
            weights[size] = 0;
            size++;
        }
        long weight = Mkt.weight(lastAt, lastInterval, next);
        weights[size - 1] += weight;
        terms[size - 1] += weight * Mkt.term(lastMicro);
    }

    private void reserve() {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            terms = Arrays.copyOf(terms, 2 * size);
            weights = Arrays.copyOf(weights, 2 * size);
        }
    }

    /** Adds the mean of the last reading's step, which is over if the next reading lies in another step. */
    private void emit(long next, Readings means) {
        if (size == 0 || ends[size - 1] > next || ends[size - 1] <= lastAt) {
            return;
        }
        long end = ends[size - 1];
        double sum = 0;
        long weight = 0;
        for (int i = first(end - window); i < size; i++) {
            sum += terms[i];
            weight += weights[i];
        }
        int interval = lastInterval == 0 ? 0 : (int) Math.max(step, lastInterval);
        means.add(end, Math.round(Mkt.of(sum, weight) * Readings.MICRO), Quality.GOOD.code(), interval);
    }

    private int first(long after) {
        int found = Arrays.binarySearch(ends, 0, size, after + 1);
        return found < 0 ? -found - 1 : found;
    }
}
