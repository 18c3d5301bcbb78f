package io.frostline.history.segment;

import io.frostline.contract.column.Mkt;
import io.frostline.contract.column.Readings;

/**
 * Summary of a run of readings. Runs are added in ascending order of time, reading by reading or as segments; the result is the
 * same, except for the last digits of the MKT sum. A reading counts until the next one added, or until {@link #endAt}.
 */
public final class Summary {
    private int readings;
    private int good;
    int future;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    long sum;
    double mktSum;
    long weight;
    long longestStep;
    private long lastAt;
    private long lastMicro;
    private int lastInterval;
    private boolean lastGood;

    static Summary of(Readings readings) {
        Summary summary = new Summary();
        summary.add(readings, 0, readings.size());
        return summary;
    }

    public void add(Readings of, int from, int to) {
        for (int i = from; i < to; i++) {
            step(of.at(i));
            lastAt = of.at(i);
            lastInterval = of.interval(i);
            lastGood = of.isGood(i);
            readings++;
            future += of.isFuture(i) ? 1 : 0;
            if (lastGood) {
                lastMicro = of.micro(i);
                good++;
                min = Math.min(min, lastMicro);
                max = Math.max(max, lastMicro);
                sum += lastMicro;
            }
        }
    }

    public void add(Segment segment) {
        step(segment.fromAt());
        longestStep = Math.max(longestStep, segment.longestStep());
        lastAt = segment.toAt();
        lastInterval = segment.interval();
        Long last = segment.lastMicro();
        lastGood = last != null;
        lastMicro = last == null ? 0 : last;
        readings += segment.readings();
        good += segment.good();
        future += segment.future();
        if (segment.good() > 0) {
            min = Math.min(min, segment.min());
            max = Math.max(max, segment.max());
        }
        sum += segment.sum();
        mktSum += segment.mktSum();
        weight += segment.weight();
    }

    private void step(long nextAt) {
        if (readings > 0) {
            longestStep = Math.max(longestStep, nextAt - lastAt);
            endAt(nextAt);
        }
    }

    /** Adds the weight of the last reading, which ends at {@code nextAt} at the latest. */
    public void endAt(long nextAt) {
        if (lastGood) {
            long held = Mkt.weight(lastAt, lastInterval, nextAt);
            weight += held;
            mktSum += held * Mkt.term(lastMicro);
            lastGood = false;
        }
    }

    public int readings() {
        return readings;
    }

    public int good() {
        return good;
    }

    public long min() {
        return min;
    }

    public long max() {
        return max;
    }

    /** Returns the mean in micro-degrees Celsius, rounded half up; undefined if no reading is good. */
    public long mean() {
        return Math.floorDiv(2 * sum + good, 2L * good);
    }

    public double mkt() {
        return Mkt.of(mktSum, weight);
    }
}
