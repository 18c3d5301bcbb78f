package io.frostline.history.segment;

import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encoded readings of one sensor, ascending, with their summary. Instants are epoch milliseconds, values micro-degrees Celsius. The
 * weight and MKT sum leave out the last reading, whose weight depends on the next one.
 *
 * @param future number of readings flagged as future
 * @param interval expected interval of the last reading, in milliseconds
 * @param lastMicro value of the last reading; null if it is not good
 */
public record Segment(
        int sensorId,
        int level,
        long fromAt,
        long toAt,
        int readings,
        int good,
        int future,
        long min,
        long max,
        @Nullable Long lastMicro,
        int interval,
        long sum,
        long weight,
        double mktSum,
        long longestStep,
        byte[] encoded) {
    /** Level of segments written as readings arrived. */
    public static final int FRESH = 0;
    /** Level of segments merged with their neighbours. */
    public static final int MERGED = 1;
    /** Upper bound of readings in one segment. */
    public static final int MAX_READINGS = 4096;

    public static Segment of(int sensorId, int level, Readings readings, ColumnCodec codec) {
        Summary summary = Summary.of(readings);
        int last = readings.size() - 1;
        return new Segment(
                sensorId,
                level,
                readings.firstAt(),
                readings.lastAt(),
                readings.size(),
                summary.good(),
                summary.future,
                summary.min(),
                summary.max(),
                readings.isGood(last) ? readings.micro(last) : null,
                readings.interval(last),
                summary.sum,
                summary.weight,
                summary.mktSum,
                summary.longestStep,
                codec.encodeSegment(readings));
    }

    public Readings decode(ColumnCodec codec) {
        return codec.decodeSegment(encoded);
    }

    /** Returns true if the summary is that of the encoded readings. */
    public boolean isConsistent(ColumnCodec codec) {
        Segment again = of(sensorId, level, decode(codec), codec);
        return again.fromAt == fromAt
                && again.toAt == toAt
                && again.readings == readings
                && again.good == good
                && again.future == future
                && (good == 0 || again.min == min && again.max == max)
                && Objects.equals(again.lastMicro, lastMicro)
                && again.sum == sum
                && again.weight == weight
                && Math.abs(again.mktSum - mktSum) <= 1e-9 * Math.abs(mktSum)
                && again.longestStep == longestStep;
    }
}
