package io.frostline.edge.clock;

import io.frostline.contract.column.Quality;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Clock of the agent, which says the time or that it is unknown. A device that boots without a network may come up in 1970.
 * Until the time is learned, from the system clock being set or from a receipt, readings are stamped with the boot's monotonic
 * clock. The moment of learning relates the two clocks. Safe for use by several threads.
 */
public final class AgentClock {
    /** Time stamp: milliseconds since 1970 if synchronised, else since the boot's monotonic clock began. */
    public record Stamp(long millis, boolean synchronised) {}

    /** Moment of learning the time, on both clocks. */
    public record Learned(long boot, long monotonicMillis, long utcMillis, String from) {}

    /** Earliest time of a system clock that was ever set, in milliseconds since 1970. */
    private static final long FLOOR = 1_735_689_600_000L; // 2025-01-01

    private static final long TOLERANCE = 2_000;
    /** Maximum lead of the system clock over the cloud's, in milliseconds. */
    private static final long MAX_AHEAD = Quality.FUTURE_TOLERANCE_MILLIS;

    private final InstantSource wall;
    private final LongSupplier monotonicNanos;
    private final long boot;
    private final long notBefore;
    private volatile boolean synchronised;
    private volatile OptionalLong offset = OptionalLong.empty();
    /** True while the system clock is ahead of what the cloud said, and so is not followed. */
    private volatile boolean corrected;

    private OptionalLong ahead = OptionalLong.empty(); // guarded by this

    /** Correction of the time to that of a receipt, since the system clock was ahead. */
    public record Corrected(long fromMillis, long toMillis) {}

    /** Jump of a system clock that was set while it was already trusted. */
    public record Stepped(long fromMillis, long toMillis) {}

    /**
     * @param boot identifies the origin of the monotonic clock
     * @param floor instant before which the system clock is not trusted, e.g. that of the last reading recorded
     */
    public AgentClock(InstantSource wall, LongSupplier monotonicNanos, long boot, Instant floor) {
        this.wall = wall;
        this.monotonicNanos = monotonicNanos;
        this.boot = boot;
        this.notBefore = Math.max(FLOOR, floor.toEpochMilli() - TOLERANCE);
        this.synchronised = wall.millis() >= notBefore;
    }

    public long boot() {
        return boot;
    }

    public boolean isSynchronised() {
        return synchronised;
    }

    public long monotonicMillis() {
        return monotonicNanos.getAsLong() / 1_000_000;
    }

    public Stamp stamp() {
        return synchronised ? new Stamp(utcMillis(), true) : new Stamp(monotonicMillis(), false);
    }

    /** Returns whether the system clock is ahead of what the cloud said, and not followed. */
    public boolean isSystemAhead() {
        return corrected;
    }

    /** Returns milliseconds since 1970, as far as known. */
    public long utcMillis() {
        OptionalLong learned = offset;
        long system = wall.millis();
        if (corrected && learned.isPresent()) {
            long cloud = monotonicMillis() + learned.getAsLong();
            if (system - cloud > MAX_AHEAD) {
                return cloud;
            }
            corrected = false;
        }
        // a system clock that was set since then is followed; one that is still in 1970 is not
        return learned.isPresent() && system < notBefore ? monotonicMillis() + learned.getAsLong() : system;
    }

    /** Checks whether the system clock was set. Present only the one time that this makes the time known. */
    public synchronized Optional<Learned> checkSystemClock() {
        if (synchronised || wall.millis() < notBefore) {
            return Optional.empty();
        }
        synchronised = true;
        return Optional.of(new Learned(boot, monotonicMillis(), wall.millis(), "system clock"));
    }

    /** Trusts the cloud's time if none is known. Present only the one time that this makes the time known. */
    public synchronized Optional<Learned> learnFromCloud(long cloudMillis) {
        if (synchronised || cloudMillis < FLOOR) {
            return Optional.empty();
        }
        long now = monotonicMillis();
        offset = OptionalLong.of(cloudMillis - now);
        synchronised = true;
        return Optional.of(new Learned(boot, now, cloudMillis, "receipt"));
    }

    /**
     * Compares the time with the cloud's: a receipt cannot be made before its batches were sent.
     *
     * @param cloudMillis when the cloud made a receipt, in milliseconds since 1970
     * @param sentNanos when its batches were sent, on the monotonic clock
     * @return present if the system clock is ahead, and was followed until now
     */
    public synchronized Optional<Corrected> checkAgainstCloud(long cloudMillis, long sentNanos) {
        if (!synchronised || cloudMillis < FLOOR) {
            return Optional.empty();
        }
        long monotonic = monotonicMillis();
        if (corrected && cloudMillis - monotonic > offset.orElse(Long.MAX_VALUE)) {
            // the correcting receipt had come late: by then, more time had passed than it said
            offset = OptionalLong.of(cloudMillis - monotonic);
        }
        long now = utcMillis();
        long sent = now - (monotonic - sentNanos / 1_000_000);
        if (sent - cloudMillis <= MAX_AHEAD) {
            return Optional.empty();
        }
        offset = OptionalLong.of(cloudMillis - monotonic);
        corrected = true;
        ahead = OptionalLong.of(cloudMillis - monotonic);
        return Optional.of(new Corrected(now, cloudMillis));
    }

    /** Checks whether a known time jumped, against the monotonic clock, since the last check. Slewing is not a jump. */
    public synchronized Optional<Stepped> checkStep() {
        if (!synchronised) {
            return Optional.empty();
        }
        long monotonic = monotonicMillis();
        long now = utcMillis();
        OptionalLong before = ahead;
        ahead = OptionalLong.of(now - monotonic);
        if (before.isEmpty() || Math.abs(now - monotonic - before.getAsLong()) <= TOLERANCE) {
            return Optional.empty();
        }
        return Optional.of(new Stepped(before.getAsLong() + monotonic, now));
    }
}
