package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.Derived;
import io.frostline.coldroom.detection.Excursion;
import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.detection.Reevaluation;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.coldroom.excursion.Finding.Cause;
import io.frostline.coldroom.excursion.Found;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follow state of one derived limit. A derived value can be outside only where a sensor was, so nothing is done while all are
 * within. The limit is stale from a reading outside until the value can be outside no more, and whenever readings come late. It is
 * then re-evaluated from history.
 */
final class DerivedTrack {
    private static final long NEVER = Long.MIN_VALUE;

    private final Watch watch;
    private Derived derived;
    private @Nullable StaleRange stale;
    private Cause cause;
    private long warmUntil;
    private boolean open;
    private long newest;
    private int interval;
    private boolean onChange;
    private long span;
    private Instant evaluatedAt = Instant.EPOCH;

    /**
     * @param warmUntil end of the time in which the value can be outside because of past readings, or was
     * @param interval longest expected interval of its sensors
     * @param onChange whether one of its sensors has no known interval; false where an earlier version stored it
     */
    record Saved(
            Watch watch,
            @Nullable StaleRange stale,
            Cause cause,
            long warmUntil,
            boolean open,
            int interval,
            boolean onChange) {}

    /**
     * @param newest newest followed reading of its sensors
     * @param interval longest expected interval of its sensors
     */
    DerivedTrack(Watch watch, Derived derived, long newest, int interval, boolean onChange) {
        this(new Saved(watch, null, Cause.LIVE, NEVER, false, interval, onChange), derived, newest);
    }

    DerivedTrack(Saved saved, Derived derived, long newest) {
        this.newest = newest;
        this.watch = saved.watch;
        this.derived = derived;
        this.stale = saved.stale;
        this.cause = saved.cause;
        this.warmUntil = saved.warmUntil;
        this.open = saved.open;
        this.interval = saved.interval;
        this.onChange = saved.onChange;
        if (open) { // its last finding may not have been stored
            makeStale(newest, newest, Cause.LIVE);
        }
    }

    Saved save() {
        return new Saved(watch, stale, cause, warmUntil, open, interval, onChange);
    }

    Watch watch() {
        return watch;
    }

    Derived derived() {
        return derived;
    }

    /** @param late whether the readings came out of order */
    void arrive(String sensor, Readings readings, boolean late) {
        long first = late ? readings.earliest() : readings.firstAt();
        long last = late ? readings.latest() : readings.lastAt();
        interval = Math.max(interval, readings.interval(readings.size() - 1));
        onChange |= readings.interval(readings.size() - 1) == 0;
        // only now is it known that nothing came since the newest
        long since = newest == NEVER ? first : Math.min(first, newest);
        boolean warm = isOutside(sensor, readings) || since <= warmUntil || since <= newLimitUntil(last);
        if ((warm || open || late) && last >= derived.begin()) {
            makeStale(Math.max(since, derived.begin()), last, late ? Cause.LATE_DATA : Cause.LIVE);
        }
        newest = Math.max(newest, last);
    }

    /** Returns until when a new limit can be crossed by readings that were within the one before. */
    private long newLimitUntil(long at) {
        long since = derived.heldSince(at);
        return since == Long.MIN_VALUE ? NEVER : since + speaks() + derived.window();
    }

    /** Returns the longest possible validity of a reading; milliseconds. */
    long speaks() {
        return derived.speaks(interval, onChange);
    }

    /** Returns whether any reading is outside, and remembers until when the derived value can be outside because of it. */
    private boolean isOutside(String sensor, Readings readings) {
        int last = derived.lastOutside(sensor, readings);
        if (last >= 0) {
            long until = readings.at(last) + speaks() + derived.window();
            warmUntil = Math.max(warmUntil, until);
        }
        return last >= 0;
    }

    /** @param newestNow newest followed reading of its sensors, which may have changed */
    void limitsChanged(Derived newDerived, long from, long newestNow) {
        derived = newDerived;
        newest = Math.max(newest, newestNow);
        if (newest >= from) {
            makeStale(from, newest, Cause.NEW_LIMITS);
        }
    }

    /** Makes the limit stale where the masks of its room have changed, in [from, to]. */
    void masksChanged(long from, long to) {
        if (newest >= from) {
            makeStale(from, Math.min(to, newest), Cause.LATE_DATA);
        }
    }

    /** Makes the limit stale where readings that history held already got their time, in [from, to]. */
    void placed(long from, long to) {
        newest = Math.max(newest, to);
        makeStale(from, newest, Cause.LATE_DATA);
    }

    private void makeStale(long from, long to, Cause why) {
        cause = stale == null || cause == Cause.LIVE ? why : cause;
        stale = stale == null ? new StaleRange(from, to) : stale.and(from, to);
    }

    @Nullable
    StaleRange stale() {
        return stale;
    }

    /** Returns the instant after which its sensors have no readings. */
    long newest() {
        return newest;
    }

    /** Sets the newest instant back to an earlier one that history shows. */
    void newestIs(long at) {
        newest = at;
    }

    boolean isDue(Instant now, Duration every) {
        // an excursion of one day is re-evaluated every 43 s
        long pause = cause == Cause.LIVE
                ? Math.max(Math.max(every.toMillis(), derived.step()), span / 2_000)
                : every.toMillis();
        return stale != null && !evaluatedAt.plusMillis(pause).isAfter(now);
    }

    /** Remembers, for readings from history, until when the derived value can be outside because of them. */
    void know(String sensor, Readings readings) {
        onChange |= readings.size() > 0 && readings.interval(readings.size() - 1) == 0;
        boolean unused = isOutside(sensor, readings);
    }

    /** Returns how far before the stale range the last re-evaluation had to look; milliseconds. */
    long span() {
        return span;
    }

    /**
     * @param piece the beginning of the stale range, or all of it
     * @param touched range in which the derived value can have changed because of it
     * @return empty where more readings are needed; the limit stays stale as before
     */
    Optional<Finding> reevaluate(
            Reevaluation.Known known, StaleRange piece, StaleRange touched, Masks masks, Instant now) {
        StaleRange before = stale;
        Optional<Reevaluation> result = Reevaluation.of(known, touched.from(), touched.to(), derived.limits(), masks);
        if (result.isEmpty() || before == null) {
            return Optional.empty();
        }
        Reevaluation found = result.get();
        open = found.state() == null ? open : found.state().outside() != null;
        // new readings in order of one sensor can end an excursion before another sensor's did
        for (Excursion each : found.found()) {
            Instant to = each.to();
            warmUntil = to == null ? warmUntil : Math.max(warmUntil, to.toEpochMilli());
        }
        Instant until = found.until(); // everything before it is evaluated
        long done = until == null ? 0 : until.toEpochMilli() - speaks() - derived.window() - 1;
        stale = until == null ? null : before.after(new StaleRange(piece.from(), Math.max(piece.to(), done)));
        span = Math.max(0, touched.from() - found.from().toEpochMilli());
        evaluatedAt = stale == null ? now : evaluatedAt;
        return Optional.of(new Finding(watch, found.from(), until, Found.all(found.found()), cause));
    }
}
