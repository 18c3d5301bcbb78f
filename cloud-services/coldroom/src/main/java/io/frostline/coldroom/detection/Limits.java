package io.frostline.coldroom.detection;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a sensor or room, each in force from its instant until the next one's; at some times there may be none. Beside
 * them, after how long its silence is a time without data, which is none outside a limit.
 */
public final class Limits {
    /** Milliseconds since 1970, ascending: asked for with each reading, so neither a tree nor boxed. */
    private final long[] from;

    private final List<Optional<Limit>> limits;
    private final Delays delays;

    /** Limits under which no silence is a time without data. @param versions empty: from then on there is none */
    public Limits(Map<Instant, Optional<Limit>> versions) {
        this(versions, Delays.NONE);
    }

    /** @param versions empty: from then on there is none */
    public Limits(Map<Instant, Optional<Limit>> versions, Delays delays) {
        TreeMap<Long, Optional<Limit>> ascending = new TreeMap<>();
        versions.forEach((at, limit) -> ascending.put(at.toEpochMilli(), limit));
        from = ascending.keySet().stream().mapToLong(Long::longValue).toArray();
        limits = List.copyOf(ascending.values());
        this.delays = delays;
    }

    /** In force from ever on. */
    public static Limits always(Limit limit) {
        return new Limits(Map.of(Instant.EPOCH, Optional.of(limit)));
    }

    /** In force at an instant, milliseconds since 1970; null: none, as before the first. */
    @Nullable
    Limit at(long millis) {
        int version = version(millis);
        return version < 0 ? null : limits.get(version).orElse(null);
    }

    Delays delays() {
        return delays;
    }

    /** Whether the same is in force all the time from one instant to another. */
    boolean isOne(long first, long last) {
        return version(first) == version(last);
    }

    /** -1 before the first. */
    private int version(long millis) {
        int newest = from.length - 1;
        if (newest >= 0 && from[newest] <= millis) { // as mostly
            return newest;
        }
        int found = Arrays.binarySearch(from, millis);
        return found < 0 ? -found - 2 : found;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limits that
                && Arrays.equals(from, that.from)
                && limits.equals(that.limits)
                && delays.equals(that.delays);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(from), limits, delays);
    }
}
