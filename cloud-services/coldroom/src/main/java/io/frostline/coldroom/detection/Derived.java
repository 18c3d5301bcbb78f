package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Limit on a derived value: all sensors of a room at once, their mean, or the mean kinetic temperature of a window. The value can
 * be outside only where a sensor was outside within the window.
 */
public final class Derived {
    private static final long HOUR = 3_600_000;

    private final Over over;
    private final NavigableMap<Long, Optional<Phase>> phases = new TreeMap<>();
    private final Limits limits;
    private final Delays delays;

    /**
     * Sensors and limit in force from an instant on.
     *
     * @param window of the mean kinetic temperature; null: the temperature itself
     */
    public record Phase(
            Set<String> sensors, Limit limit, @Nullable Duration window) {}

    /**
     * @param versions each in force until the next; empty: from then on there is no limit
     * @param delays no-data delays of its sensors
     */
    public Derived(Over over, Map<Instant, Optional<Phase>> versions, Delays delays) {
        this.over = over;
        this.delays = delays;
        Map<Instant, Optional<Limit>> limitOf = new HashMap<>();
        versions.forEach((from, phase) -> {
            phases.put(from.toEpochMilli(), phase);
            limitOf.put(from, phase.map(Phase::limit));
        });
        this.limits = new Limits(limitOf);
    }

    public Limits limits() {
        return limits;
    }

    /** Returns the instant before which there is no limit; milliseconds since 1970. */
    public long begin() {
        return phases.entrySet().stream()
                .filter(phase -> phase.getValue().isPresent())
                .mapToLong(Map.Entry::getKey)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Returns since when the phase at an instant has been in force; milliseconds since 1970. */
    public long heldSince(long at) {
        Long since = phases.floorKey(at);
        return since == null ? Long.MIN_VALUE : since;
    }

    /** Returns all sensors that any phase includes. */
    public Set<String> sensors() {
        Set<String> sensors = new HashSet<>();
        phases.values().forEach(phase -> phase.ifPresent(p -> sensors.addAll(p.sensors)));
        return sensors;
    }

    /** Returns for how long a reading affects the derived value beyond its validity; milliseconds. */
    public long window() {
        long longest = 0;
        for (Optional<Phase> phase : phases.values()) {
            Duration window = phase.map(Phase::window).orElse(null);
            if (window != null) {
                longest = Math.max(longest, window.toMillis() + KineticMean.step(window));
            }
        }
        return longest;
    }

    /** Returns the interval at which the derived value changes; milliseconds, 0: with each reading. */
    public long step() {
        long shortest = Long.MAX_VALUE;
        for (Optional<Phase> phase : phases.values()) {
            Duration window = phase.map(Phase::window).orElse(null);
            if (phase.isPresent()) {
                shortest = Math.min(shortest, window == null ? 0 : KineticMean.step(window));
            }
        }
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }

    /**
     * Returns the longest possible validity of a reading; milliseconds.
     *
     * @param interval longest expected interval of a sensor
     * @param onChange whether one of the sensors has no known interval
     */
    public long speaks(int interval, boolean onChange) {
        return Math.max(Math.max(HOUR, onChange ? delays.longest() : 0), interval + interval / 2 + 1);
    }

    /** Returns the index of a sensor's latest reading that is outside by itself; -1: none is. */
    public int lastOutside(String sensor, Readings readings) {
        boolean ascending = readings.isStrictlyAscending();
        Phase phase = null;
        long phaseFrom = Long.MAX_VALUE;
        int last = -1;
        for (int i = readings.size() - 1; i >= 0; i--) {
            long at = readings.at(i);
            if (!ascending || at < phaseFrom) {
                Long from = phases.floorKey(at);
                phaseFrom = from == null ? Long.MIN_VALUE : from;
                phase = at(at);
            }
            if (phase != null
                    && readings.isGood(i)
                    && phase.limit.crossedBy(readings.micro(i)) != null
                    && phase.sensors.contains(sensor)
                    && (last < 0 || at > readings.at(last))) {
                last = i;
                if (ascending) {
                    return last;
                }
            }
        }
        return last;
    }

    private @Nullable Phase at(long at) {
        Map.Entry<Long, Optional<Phase>> phase = phases.floorEntry(at);
        return phase == null ? null : phase.getValue().orElse(null);
    }

    private long askedUntil(String sensor, long at) {
        Map.Entry<Long, Optional<Phase>> phase = phases.floorEntry(at);
        while (phase != null
                && phase.getValue().filter(p -> p.sensors.contains(sensor)).isPresent()) {
            Map.Entry<Long, Optional<Phase>> next = phases.higherEntry(phase.getKey());
            if (next == null) {
                return Long.MAX_VALUE;
            }
            phase = next;
        }
        return phase == null ? Long.MIN_VALUE : phase.getKey();
    }

    /** Series of derived values, built from one time range after the other. */
    public final class Series {
        private final Readings derived = new Readings(1024);
        private @Nullable KineticMean mean;
        private @Nullable Duration window;

        /**
         * Adds the derived values of [from, to), which comes after all that was added.
         *
         * @param known by sensor, ascending, including readings that are valid into the range and those that end the validity of
         *     its last ones
         * @param end instant up to which the readings are known
         */
        public void add(Map<String, Readings> known, long from, long to, long end) {
            Readings all = over == Over.ANY
                    ? known.values().stream()
                            .findFirst()
                            .map(one -> Combined.silenced(one, delays, end))
                            .orElseGet(() -> new Readings(1))
                    : Combined.of(
                            known,
                            end,
                            Derived.this::askedUntil,
                            limits,
                            delays,
                            over == Over.ALL ? Combined.all(limits) : Combined::mean);
            int begin = all.indexFrom(from);
            int last = all.indexFrom(to);
            while (begin < last) {
                Long change = phases.higherKey(all.at(begin));
                int until = change == null ? last : Math.min(last, all.indexFrom(change));
                add(all.slice(begin, until), at(all.at(begin)));
                begin = until;
            }
        }

        private void add(Readings underOne, @Nullable Phase phase) {
            Duration now = phase == null ? null : phase.window;
            if (now == null) {
                mean = null;
                derived.addAll(underOne);
            } else {
                mean = mean == null || !now.equals(window) ? new KineticMean(now) : mean;
                mean.accept(underOne, derived);
            }
            window = now;
        }

        /** Returns the derived values, ascending. */
        public Readings readings() {
            return derived;
        }
    }
}
