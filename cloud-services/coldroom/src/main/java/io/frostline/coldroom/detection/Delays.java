package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** After how long without data there is an alarm, each delay in force from its instant until the next one's. */
public final class Delays {
    private final NavigableMap<Long, Optional<Duration>> versions = new TreeMap<>();

    /** @param versions empty: from then on there is no alarm */
    public Delays(Map<Instant, Optional<Duration>> versions) {
        versions.forEach((from, delay) -> this.versions.put(from.toEpochMilli(), delay));
    }

    /** In force from ever on. */
    public static Delays always(Duration delay) {
        return new Delays(Map.of(Instant.EPOCH, Optional.of(delay)));
    }

    /** In force at an instant, milliseconds since 1970. */
    Optional<Duration> at(long millis) {
        Map.Entry<Long, Optional<Duration>> version = versions.floorEntry(millis);
        return version == null ? Optional.empty() : version.getValue();
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
