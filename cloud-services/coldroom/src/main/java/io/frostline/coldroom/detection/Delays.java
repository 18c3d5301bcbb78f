package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** No-data delays: the time without data after which there is an alarm. Each is in force from its instant until the next one's. */
public final class Delays {
    /** Start of the silence of a sensor that was never heard of. */
    static final long ALWAYS = Long.MIN_VALUE;

    private final NavigableMap<Long, Optional<Delay>> versions = new TreeMap<>();

    /** @param expected start of the silence of a sensor never heard of, or when the delay comes into force if that is later */
    public record Delay(Duration length, Instant expected) {}

    /** @param versions empty: from then on there is no alarm */
    public Delays(Map<Instant, Optional<Delay>> versions) {
        versions.forEach((from, delay) -> this.versions.put(from.toEpochMilli(), delay));
    }

    /** Delays under which nothing is ever missed. */
    public static final Delays NONE = new Delays(Map.of());

    /** Returns the delay in force at an instant, milliseconds since 1970. */
    Optional<Duration> at(long millis) {
        Map.Entry<Long, Optional<Delay>> version = versions.floorEntry(millis);
        return version == null ? Optional.empty() : version.getValue().map(Delay::length);
    }

    /**
     * Returns the start of a time without data.
     *
     * @param from since when nothing is known, milliseconds since 1970, or {@link #ALWAYS}
     * @param until when something is known again, or now
     * @return empty: no delay is in force, or it is not over
     */
    OptionalLong silence(long from, long until) {
        if (from >= until) {
            return OptionalLong.empty();
        }
        OptionalLong begin = countsFrom(from);
        if (begin.isEmpty() || begin.getAsLong() >= until) {
            return OptionalLong.empty();
        }
        Optional<Duration> delay = at(begin.getAsLong());
        return delay.isPresent() && begin.getAsLong() + delay.get().toMillis() <= until ? begin : OptionalLong.empty();
    }

    /**
     * Returns the end of a reading's validity where its sensor has no known interval: at the next reading or fault, or where a time
     * without data begins.
     *
     * @param at time of the reading
     * @param next time of what comes after it; milliseconds since 1970
     */
    long spokenUntil(long at, long next) {
        return silence(at, next).orElse(next);
    }

    /** Returns the longest of all delays in milliseconds, 0 if there is none. */
    long longest() {
        return versions.values().stream()
                .flatMap(Optional::stream)
                .mapToLong(delay -> delay.length.toMillis())
                .max()
                .orElse(0);
    }

    /**
     * Returns when a silence begins to count: at once, or when the next delay comes into force.
     *
     * @param from milliseconds since 1970, or {@link #ALWAYS}
     * @return empty: never
     */
    OptionalLong countsFrom(long from) {
        if (at(from).isPresent()) {
            return OptionalLong.of(from);
        }
        for (Map.Entry<Long, Optional<Delay>> version :
                versions.tailMap(from, false).entrySet()) {
            long begin = version.getValue()
                    .map(delay ->
                            from == ALWAYS ? Math.max(version.getKey(), millis(delay.expected)) : version.getKey())
                    .orElse(Long.MAX_VALUE);
            Long next = versions.higherKey(version.getKey());
            if (begin < (next == null ? Long.MAX_VALUE : next)) {
                return OptionalLong.of(begin);
            }
        }
        return OptionalLong.empty();
    }

    private static long millis(Instant instant) {
        return instant.equals(Instant.MAX) ? Long.MAX_VALUE : instant.toEpochMilli();
    }
}
