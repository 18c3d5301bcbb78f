package io.frostline.coldroom.detection;

import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;

/** Builder of one sensor's readings in a form that a test reads easily. */
final class Series {
    private final Readings readings = new Readings(16);
    private final int interval;

    Series(Duration interval) {
        this.interval = (int) interval.toMillis();
    }

    static long micro(double celsius) {
        return Math.round(celsius * Readings.MICRO);
    }

    Series add(String at, double celsius) {
        return add(Instant.parse(at), celsius);
    }

    Series add(Instant at, double celsius) {
        readings.add(at.toEpochMilli(), micro(celsius), Quality.GOOD.code(), interval);
        return this;
    }

    Series fault(String at) {
        readings.add(Instant.parse(at).toEpochMilli(), 0, Quality.FAULT.code(), interval);
        return this;
    }

    /** Adds the same temperature at each interval, from {@code from} until before {@code to}. */
    Series hold(String from, String to, double celsius) {
        for (Instant at = Instant.parse(from); at.isBefore(Instant.parse(to)); at = at.plusMillis(interval)) {
            add(at, celsius);
        }
        return this;
    }

    Readings readings() {
        return readings;
    }
}
