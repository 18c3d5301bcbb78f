package io.frostline.edge.clock;

import io.frostline.contract.column.Quality;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Says what time it is, or that it does not know. A device that boots without a network may come up in 1970; until the
 * time is learned - from the system clock being set, or from a receipt - readings are stamped with the boot's monotonic
 * clock, and the moment of learning ties the two together. Safe for use by several threads.
 */
public final class AgentClock {
    /** What a stamp means: milliseconds since 1970, or since the boot's monotonic clock began. */
    public record Stamp(long millis, boolean synchronised) {}

    /** One moment on both clocks. */
    public record Learned(long boot, long monotonicMillis, long utcMillis, String from) {}

    /** No system clock that is before this was ever set. */
    private static final long FLOOR = 1_735_689_600_000L; // 2025-01-01

    private static final long TOLERANCE = 2_000;
    /** By more than this the system clock may not be ahead of the cloud's. */
    private static final long MAX_AHEAD = Quality.FUTURE_TOLERANCE_MILLIS;

    private final InstantSource wall;
    private final LongSupplier monotonicNanos;
    private final long boot;
    private final long notBefore;
    private volatile boolean synchronised;
    private volatile OptionalLong offset = OptionalLong.empty();
    /** Whether the system clock is ahead of what the cloud said: not followed until it comes back. */
    private volatile boolean corrected;

    private OptionalLong ahead = OptionalLong.empty(); // guarded by this

    /** A receipt said what time it is, and the system clock was ahead of it. */
    public record Corrected(long fromMillis, long toMillis) {}

    /** The system clock was set while it was already believed. */
    public record Stepped(long fromMillis, long toMillis) {}

    /**
     * @param boot identifies the origin of the monotonic clock
     * @param floor the system clock is not believed before this instant, e.g. that of the last reading recorded
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

    /** Milliseconds since 1970, as far as is known. */
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
        // a system clock that was set since then is followed; one that still stands in 1970 is not
        return learned.isPresent() && system < notBefore ? monotonicMillis() + learned.getAsLong() : system;
    }

    /** Looks whether the system clock was set. Present the one time that this ends the not knowing. */
    public synchronized Optional<Learned> checkSystemClock() {
        if (synchronised || wall.millis() < notBefore) {
            return Optional.empty();
        }
        synchronised = true;
        return Optional.of(new Learned(boot, monotonicMillis(), wall.millis(), "system clock"));
    }

    /** Believes the cloud where nothing better is known. Present the one time that this ends the not knowing. */
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
     * Holds the time against the cloud's: what was sent can't have a receipt that was made before.
     *
     * @param cloudMillis when the cloud made a receipt
     * @param sentNanos when, on the monotonic clock, what it is of was sent
     * @return present where the system clock is ahead, and was followed until now
     */
    public synchronized Optional<Corrected> checkAgainstCloud(long cloudMillis, long sentNanos) {
        if (!synchronised || cloudMillis < FLOOR) {
            return Optional.empty();
        }
        long monotonic = monotonicMillis();
        if (corrected && cloudMillis - monotonic > offset.orElse(Long.MAX_VALUE)) {
            // the receipt that corrected had come late: by then it was later than it said
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

    /** Looks whether a known time jumped, against the monotonic clock, since the last look. Slewing is no jump. */
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
