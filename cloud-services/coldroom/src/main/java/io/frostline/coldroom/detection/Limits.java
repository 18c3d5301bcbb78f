package io.frostline.coldroom.detection;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The limits of a sensor or room, each in force from its instant until the next one's; at some times there may be none. */
public final class Limits {
    private final NavigableMap<Long, Optional<Limit>> versions = new TreeMap<>();

    /** @param versions empty: from then on there is none */
    public Limits(Map<Instant, Optional<Limit>> versions) {
        versions.forEach((from, limit) -> this.versions.put(from.toEpochMilli(), limit));
    }

    /** In force from ever on. */
    public static Limits always(Limit limit) {
        return new Limits(Map.of(Instant.EPOCH, Optional.of(limit)));
    }

    /** In force at an instant, milliseconds since 1970; null: none, as before the first. */
    @Nullable
    Limit at(long millis) {
        Map.Entry<Long, Optional<Limit>> version = versions.floorEntry(millis);
        return version == null ? null : version.getValue().orElse(null);
    }

    /** Whether the same is in force all the time from one instant to another. */
    boolean isOne(long from, long to) {
        return Objects.equals(versions.floorKey(from), versions.floorKey(to));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limits limits && versions.equals(limits.versions);
    }

    @Override
    public int hashCode() {
        return versions.hashCode();
    }
}
