package io.frostline.coldroom.detection;

import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Merger of several sensors' readings into one series, with a value at each instant at which a sensor has a new reading or fault. A
 * reading is valid for as long as on its own sensor, and while the limit includes its sensor. Where neither an interval nor a
 * no-data delay tells when the next is due, it is valid for an hour at most. A sensor without a valid reading is ignored; where
 * none has one, the series has a fault. The series has no interval: faults mark what is missing.
 */
final class Combined {
    private static final int HOUR = 3_600_000;

    private final List<Readings> spoken;
    private final int[] next;

    /** Function that combines the known values at an instant, at least one; 10^-6 degrees Celsius. */
    interface Value {
        long of(long at, long[] known, int count);
    }

    /** Times at which the limit includes a sensor; milliseconds since 1970. */
    interface Asked {
        /**
         * Returns the end of the unbroken time that includes {@code at}; not after {@code at} if the sensor is not included then.
         */
        long until(String sensor, long at);
    }

    /** Returns the mean, rounded to a whole number, half up. */
    static long mean(long at, long[] known, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += known[i];
        }
        return Math.floorDiv(2 * sum + count, 2L * count);
    }

    /**
     * Returns a value that is outside a limit only where all are, to the same side. It is the one that is the least outside, or
     * where one is within, a value within.
     */
    static Value all(Limits limits) {
        return (at, known, count) -> {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                least = Math.min(least, known[i]);
                most = Math.max(most, known[i]);
            }
            Limit limit = limits.at(at);
            Long low = limit == null ? null : limit.low();
            Long high = limit == null ? null : limit.high();
            if (low == null || high == null) {
                return low == null ? least : most;
            }
            long middle = Math.floorDiv(low + high, 2L);
            return least > middle ? least : Math.min(most, middle);
        };
    }

    private Combined(List<Readings> spoken) {
        this.spoken = spoken;
        this.next = new int[spoken.size()];
    }

    /**
     * @param sensors the readings of each, ascending
     * @param end instant up to which the readings are known; milliseconds since 1970
     * @param limits where none is in force there is no fault either
     * @param delays no-data delays
     */
    static Readings of(
            Map<String, Readings> sensors, long end, Asked asked, Limits limits, Delays delays, Value value) {
        List<Readings> spoken = new ArrayList<>();
        sensors.forEach((sensor, readings) -> spoken.add(spoken(sensor, readings, asked, delays, end)));
        return new Combined(spoken).merge(limits, value);
    }

    /** Returns the readings taken while the limit includes the sensor, with a fault where one's validity ends early. */
    private static Readings spoken(String sensor, Readings readings, Asked asked, Delays delays, long end) {
        Readings spoken = new Readings(readings.size() + 1);
        for (int i = 0; i < readings.size(); i++) {
            long at = readings.at(i);
            long askedUntil = asked.until(sensor, at);
            if (askedUntil > at) {
                spoken.add(readings, i);
                boolean isLast = i + 1 == readings.size();
                long next = isLast ? end : readings.at(i + 1);
                long until = Math.min(spokenUntil(at, readings.interval(i), next, isLast, delays), askedUntil);
                if (until < next) {
                    spoken.add(until, 0, Quality.FAULT.code(), 0);
                }
            }
        }
        return spoken;
    }

    /**
     * Returns the end of a reading's validity. The last one is valid for its interval at most: the next may show that it was valid
     * longer.
     */
    private static long spokenUntil(long at, int interval, long next, boolean isLast, Delays delays) {
        if (interval > 0) {
            return isLast ? Math.min(next, at + interval) : at + ExcursionDetector.spokenFor(next - at, interval);
        }
        long until = delays.spokenUntil(at, next);
        // a reading without validity still counts at its instant
        return Math.max(at + 1, delays.at(at).isPresent() ? until : Math.min(until, at + HOUR));
    }

    /** Returns the readings, with a fault behind each one after which a time without data begins. */
    static Readings silenced(Readings readings, Delays delays, long end) {
        Readings silenced = new Readings(readings.size() + 1);
        for (int i = 0; i < readings.size(); i++) {
            silenced.add(readings, i);
            long at = readings.at(i);
            long next = i + 1 == readings.size() ? end : readings.at(i + 1);
            if (readings.interval(i) == 0 && readings.isGood(i)) {
                long until = Math.max(at + 1, delays.spokenUntil(at, next));
                if (until < next) {
                    silenced.add(until, 0, Quality.FAULT.code(), 0);
                }
            }
        }
        return silenced;
    }

    private Readings merge(Limits limits, Value value) {
        Readings merged =
                new Readings(spoken.stream().mapToInt(Readings::size).max().orElse(1));
        long[] known = new long[spoken.size()];
        for (long at = nextAt(); at < Long.MAX_VALUE; at = nextAt()) {
            int count = 0;
            for (int i = 0; i < next.length; i++) {
                Readings each = spoken.get(i);
                if (next[i] < each.size() && each.at(next[i]) == at) {
                    next[i]++;
                }
                if (next[i] > 0 && each.isGood(next[i] - 1)) {
                    known[count++] = each.micro(next[i] - 1);
                }
            }
            Quality quality = count > 0 || limits.at(at) == null ? Quality.GOOD : Quality.FAULT;
            merged.add(at, count > 0 ? value.of(at, known, count) : 0, quality.code(), 0);
        }
        return merged;
    }

    private long nextAt() {
        long at = Long.MAX_VALUE;
        for (int i = 0; i < next.length; i++) {
            if (next[i] < spoken.get(i).size()) {
                at = Math.min(at, spoken.get(i).at(next[i]));
            }
        }
        return at;
    }
}
