package io.frostline.coldroom.detection;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a sensor or room, each in force from its instant until the next one's; at some times there may be none. They include
 * the no-data delays: a time without data is no time outside a limit.
 */
public final class Limits {
    /**
     * Start of each version, milliseconds since 1970, ascending. It is read for each reading, so it is neither a tree nor boxed.
     */
    private final long[] from;

    private final List<Optional<Limit>> limits;
    private final Delays delays;

    /**
     * Creates limits without no-data delays.
     *
     * @param versions empty: from then on there is no limit
     */
    public Limits(Map<Instant, Optional<Limit>> versions) {
        this(versions, Delays.NONE);
    }

    /** @param versions empty: from then on there is no limit */
    public Limits(Map<Instant, Optional<Limit>> versions, Delays delays) {
        TreeMap<Long, Optional<Limit>> ascending = new TreeMap<>();
        versions.forEach((at, limit) -> ascending.put(at.toEpochMilli(), limit));
        from = ascending.keySet().stream().mapToLong(Long::longValue).toArray();
        limits = List.copyOf(ascending.values());
        this.delays = delays;
    }

    /** Returns the limit in force at an instant, milliseconds since 1970; null: none, as before the first. */
    @Nullable
    Limit at(long millis) {
        int version = version(millis);
        return version < 0 ? null : limits.get(version).orElse(null);
    }

    Delays delays() {
        return delays;
    }

    /** Returns whether the same limit is in force all the time from one instant to another. */
    boolean isOne(long first, long last) {
        return version(first) == version(last);
    }

    /** Returns the index of the version in force, -1 before the first. */
    private int version(long millis) {
        int newest = from.length - 1;
        if (newest >= 0 && from[newest] <= millis) { // the usual case
            return newest;
        }
        int found = Arrays.binarySearch(from, millis);
        return found < 0 ? -found - 2 : found;
    }
}
