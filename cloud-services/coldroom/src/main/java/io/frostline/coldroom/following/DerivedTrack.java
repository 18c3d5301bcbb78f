package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.Derived;
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
 * One derived limit as far as its sensors were followed. What is derived can be outside only where one of them was, so nothing
 * is done while all are within; from then on until it can't be any more, and whenever readings come late, it is stale, and is
 * evaluated by what history holds.
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
     * What is kept of it.
     *
     * @param warmUntil until when it can be outside for readings that were, or was
     * @param open whether an excursion goes on
     * @param interval the longest that was expected of its sensors
     * @param onChange whether none was known of one of them; false where a version before has kept it
     */
    record Saved(
            Watch watch,
            @Nullable StaleRange stale,
            Cause cause,
            long warmUntil,
            boolean open,
            int interval,
            boolean onChange) {}

    /** @param newest that was followed of its sensors @param interval that is expected of them, the longest */
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
        if (open) { // what was found of it last may not have been kept
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

    /** @param late whether they came otherwise than in order */
    void arrive(String sensor, Readings readings, boolean late) {
        long first = readings.firstAt();
        long last = readings.lastAt();
        for (int i = 0; late && i < readings.size(); i++) {
            first = Math.min(first, readings.at(i));
            last = Math.max(last, readings.at(i));
        }
        interval = Math.max(interval, readings.interval(readings.size() - 1));
        onChange |= readings.interval(readings.size() - 1) == 0;
        // that nothing was said since the newest is known only now
        long since = newest == NEVER ? first : Math.min(first, newest);
        boolean warm = isOutside(sensor, readings) || since <= warmUntil || since <= newLimitUntil(last);
        if ((warm || open || late) && last >= derived.begin()) {
            makeStale(Math.max(since, derived.begin()), last, late ? Cause.LATE_DATA : Cause.LIVE);
        }
        newest = Math.max(newest, last);
    }

    /** Under a limit that is new what was within the one before can be outside. */
    private long newLimitUntil(long at) {
        long since = derived.heldSince(at);
        return since == Long.MIN_VALUE ? NEVER : since + speaks() + derived.window();
    }

    /** For how long a reading speaks at most. */
    long speaks() {
        return derived.speaks(interval, onChange);
    }

    /** Whether any is; until when what is derived can be outside for it is remembered. */
    private boolean isOutside(String sensor, Readings readings) {
        int last = derived.lastOutside(sensor, readings);
        if (last >= 0) {
            long until = readings.at(last) + speaks() + derived.window();
            warmUntil = Math.max(warmUntil, until);
        }
        return last >= 0;
    }

    /** @param newestNow that was followed of its sensors, which can be others */
    void limitsChanged(Derived newDerived, long from, long newestNow) {
        derived = newDerived;
        newest = Math.max(newest, newestNow);
        if (newest >= from) {
            makeStale(from, newest, Cause.NEW_LIMITS);
        }
    }

    /** What is masked of its room has changed in [from, to]. */
    void masksChanged(long from, long to) {
        if (newest >= from) {
            makeStale(from, Math.min(to, newest), Cause.LATE_DATA);
        }
    }

    /** Readings that history held already have got a place in time, in [from, to]. */
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

    /** There is nothing of its sensors after it. */
    long newest() {
        return newest;
    }

    /** As history shows, the newest is of before. */
    void newestIs(long at) {
        newest = at;
    }

    /** @param every how often what goes on is looked at */
    boolean isDue(Instant now, Duration every) {
        // what goes on for a day is looked at each 43 s
        long pause = cause == Cause.LIVE
                ? Math.max(Math.max(every.toMillis(), derived.step()), span / 2_000)
                : every.toMillis();
        return stale != null && !evaluatedAt.plusMillis(pause).isAfter(now);
    }

    /** Of readings that history holds: until when what is derived can be outside for them. */
    void know(String sensor, Readings readings) {
        onChange |= readings.size() > 0 && readings.interval(readings.size() - 1) == 0;
        boolean unused = isOutside(sensor, readings);
    }

    /** For how long before what was stale it had to be looked at the last time. */
    long span() {
        return span;
    }

    /**
     * @param piece the beginning of what is stale, or all of it
     * @param touched what of the derived can have changed for it
     * @return nothing where more must be known; it is stale as before then
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
        // one sensor's readings can be new and in order, and yet end an excursion before another's did
        found.found().forEach(each -> each.to().ifPresent(to -> warmUntil = Math.max(warmUntil, to.toEpochMilli())));
        // all until there is evaluated
        stale = found.until()
                .map(until -> until.toEpochMilli() - speaks() - derived.window() - 1)
                .map(done -> before.after(new StaleRange(piece.from(), Math.max(piece.to(), done))))
                .orElse(null);
        span = Math.max(0, touched.from() - found.from().toEpochMilli());
        evaluatedAt = stale == null ? now : evaluatedAt;
        return Optional.of(new Finding(
                watch,
                found.from(),
                found.until().orElse(null),
                found.found().stream().map(Found::of).toList(),
                cause));
    }
}
