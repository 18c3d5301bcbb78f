package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** After how long without data there is an alarm, each delay in force from its instant until the next one's. */
public final class Delays {
    /** Of a sensor that was never heard of, when it fell silent. */
    static final long EVER = Long.MIN_VALUE;

    private final NavigableMap<Long, Optional<Delay>> versions = new TreeMap<>();

    /** @param expected a sensor that was never heard of is silent since then, or since the delay is in force if that is later */
    public record Delay(Duration length, Instant expected) {}

    /** @param versions empty: from then on there is no alarm */
    public Delays(Map<Instant, Optional<Delay>> versions) {
        versions.forEach((from, delay) -> this.versions.put(from.toEpochMilli(), delay));
    }

    /** In force from ever on, of a sensor that is not expected before it is heard of. */
    public static Delays always(Duration delay) {
        return new Delays(Map.of(Instant.EPOCH, Optional.of(new Delay(delay, Instant.MAX))));
    }

    /** In force at an instant, milliseconds since 1970. */
    Optional<Duration> at(long millis) {
        Map.Entry<Long, Optional<Delay>> version = versions.floorEntry(millis);
        return version == null ? Optional.empty() : version.getValue().map(Delay::length);
    }

    /**
     * Where a silence begins to count: at once, or when the next delay comes into force.
     *
     * @param from milliseconds since 1970, or {@link #EVER}
     * @return empty: never
     */
    OptionalLong countsFrom(long from) {
        if (at(from).isPresent()) {
            return OptionalLong.of(from);
        }
        for (Map.Entry<Long, Optional<Delay>> version :
                versions.tailMap(from, false).entrySet()) {
            long begin = version.getValue()
                    .map(delay -> from == EVER ? Math.max(version.getKey(), millis(delay.expected)) : version.getKey())
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Delays delays && versions.equals(delays.versions);
    }

    @Override
    public int hashCode() {
        return versions.hashCode();
    }
}
