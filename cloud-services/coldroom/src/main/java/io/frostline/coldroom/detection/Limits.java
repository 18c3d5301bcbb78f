package io.frostline.coldroom.detection;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The limits of a sensor or room, each in force from its instant until the next one's. */
public final class Limits {
    private final NavigableMap<Long, Limit> versions = new TreeMap<>();

    public Limits(Map<Instant, Limit> versions) {
        versions.forEach((from, limit) -> this.versions.put(from.toEpochMilli(), limit));
    }

    /** In force from ever on. */
    public static Limits always(Limit limit) {
        return new Limits(Map.of(Instant.EPOCH, limit));
    }

    /** In force at an instant, milliseconds since 1970; none before the first. */
    Optional<Limit> at(long millis) {
        return Optional.ofNullable(versions.floorEntry(millis)).map(Map.Entry::getValue);
    }
}
