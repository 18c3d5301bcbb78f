package io.frostline.coldroom.detection;

import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.util.Random;

/** Random readings of a sensor: about four degrees, with gaps and faults. */
public final class Wandering {
    private Wandering() {}

    /**
     * Returns readings from {@code begin} on.
     *
     * @param begin begin before the first reading, in milliseconds, as is {@code interval}
     * @param count number of readings
     */
    public static Readings of(Random random, long begin, int interval, int count) {
        return of(random, begin, interval, interval, count);
    }

    /** Returns readings every {@code interval}; {@code expected} is the interval known of the sensor, 0 if unknown. */
    public static Readings of(Random random, long begin, int interval, int expected, int count) {
        Readings all = new Readings(count);
        long at = begin;
        double celsius = 4;
        for (int i = 0; i < count; i++) {
            at += random.nextInt(30) == 0 ? interval * (2L + random.nextInt(20)) : interval;
            celsius += random.nextGaussian() + 0.1 * (4 - celsius);
            boolean good = random.nextInt(30) > 0;
            all.add(
                    at,
                    good ? Math.round(celsius * 10) * 100_000L : 0,
                    (good ? Quality.GOOD : Quality.FAULT).code(),
                    expected);
        }
        return all;
    }
}
