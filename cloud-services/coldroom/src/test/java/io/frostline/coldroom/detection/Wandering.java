package io.frostline.coldroom.detection;

import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.util.Random;

/** A sensor's readings by chance: about four degrees, with gaps and faults. */
public final class Wandering {
    private Wandering() {}

    /** @param begin of before the first, milliseconds; {@code interval} alike @param count how many */
    public static Readings of(Random random, long begin, int interval, int count) {
        return of(random, begin, interval, interval, count);
    }

    /** As they come every {@code interval}, of a sensor whose {@code expected} interval may not be known: 0. */
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
