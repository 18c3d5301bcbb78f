package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.Delays;
import io.frostline.coldroom.detection.ExcursionDetector;
import io.frostline.coldroom.detection.Limits;
import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.detection.Reevaluation;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.coldroom.excursion.Finding.Cause;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follow state of one sensor. Readings in order move its detectors on. Any others make it stale from the earliest of them on, until
 * {@link #reevaluate} has evaluated history. Readings that come meanwhile wait for that too.
 */
final class Track {
    private static final long NONE = Long.MIN_VALUE;

    private Map<Watch, UnderLimit> limits = new HashMap<>();
    private Map<Watch, Heard> heard = new HashMap<>();
    private long oldest = Long.MAX_VALUE;
    private long newest = NONE;
    private @Nullable StaleRange stale;
    private Cause cause = Cause.LATE_DATA;

    /** @param oldest 0: stored by an earlier version */
    record Saved(
            String sensor,
            long oldest,
            long newest,
            @Nullable StaleRange stale,
            @Nullable Cause cause,
            List<Limited> limits,
            List<Listened> heard) {
        record Limited(Watch watch, ExcursionDetector.State state) {}

        record Listened(Watch watch, Heard.State state) {}
    }

    Saved save(String sensor) {
        List<Saved.Limited> limited = new ArrayList<>();
        limits.forEach((watch, limit) -> limited.add(new Saved.Limited(watch, limit.state())));
        List<Saved.Listened> listened = new ArrayList<>();
        heard.forEach((watch, each) -> listened.add(new Saved.Listened(watch, each.state())));
        return new Saved(sensor, oldest, newest, stale, cause, limited, listened);
    }

    static Track of(Saved saved, Map<Watch, Limits> limits, Map<Watch, Delays> delays) {
        Track track = new Track();
        track.oldest = saved.oldest;
        track.newest = saved.newest;
        track.stale = saved.stale;
        track.cause = saved.cause == null ? Cause.LATE_DATA : saved.cause; // null: stored by an earlier version
        // with the stored states, but without limits yet
        saved.limits.forEach(
                each -> track.limits.put(each.watch, new UnderLimit(each.watch, new Limits(Map.of()), each.state)));
        saved.heard.forEach(
                each -> track.heard.put(each.watch, new Heard(each.watch, new Delays(Map.of()), each.state)));
        track.watch(limits, delays);
        return track;
    }

    /** Replaces the limits. Each detector goes on from its state under a limit that it had before. */
    void watch(Map<Watch, Limits> newLimits, Map<Watch, Delays> newDelays) {
        Map<Watch, UnderLimit> limitsBefore = limits;
        Map<Watch, Heard> heardBefore = heard;
        limits = new HashMap<>();
        heard = new HashMap<>();
        newLimits.forEach((watch, limit) -> {
            UnderLimit before = limitsBefore.get(watch);
            limits.put(
                    watch, new UnderLimit(watch, limit, before == null ? ExcursionDetector.State.NEW : before.state()));
        });
        newDelays.forEach((watch, delay) -> {
            Heard before = heardBefore.get(watch);
            heard.put(watch, new Heard(watch, delay, before == null ? Heard.State.NEW : before.state()));
        });
    }

    /** Makes the sensor stale from the instant at which its limits change. */
    void limitsChanged(long from) {
        if (newest != NONE) { // nothing can change before the oldest reading
            makeStale(Math.clamp(from, oldest, newest), newest, Cause.NEW_LIMITS);
        } else if (heard.values().stream().anyMatch(Heard::isSilent)) {
            makeStale(from, from, Cause.NEW_LIMITS);
        }
    }

    /** Makes the sensor stale where readings that history held already got their time, in [from, to]. */
    void placed(long from, long to) {
        oldest = Math.min(oldest, from);
        newest = Math.max(newest, to);
        makeStale(from, newest, Cause.LATE_DATA);
    }

    /** Makes the sensor stale where readings of history were withdrawn, in [from, to]. */
    void withdrawn(long from, long to) {
        if (newest != NONE && from <= newest && to >= oldest) {
            makeStale(Math.max(from, oldest), Math.min(to, newest), Cause.LATE_DATA);
        }
    }

    /** @return whether the sensor is stale now because the masks of the room have changed in [from, to] */
    boolean masksChanged(String room, long from, long to) {
        boolean concerned = newest >= from
                && limits.keySet().stream().anyMatch(watch -> watch.room().equals(room));
        if (concerned) {
            makeStale(from, Math.min(to, newest), Cause.LATE_DATA);
        }
        return concerned;
    }

    interface MasksOf {
        Masks room(String room);
    }

    /**
     * @param readings as they arrived, in any order
     * @return whether they came late
     */
    boolean arrive(Readings readings, MasksOf masks, Findings findings) {
        boolean inOrder = readings.isStrictlyAscending() && readings.firstAt() > newest;
        if (inOrder && stale == null) {
            oldest = Math.min(oldest, readings.firstAt());
            newest = readings.lastAt();
            limits.values().forEach(limit -> limit.moveOn(readings, masks, findings));
            heard.values().forEach(each -> each.moveOn(readings, findings));
            return false;
        }
        arriveLate(readings);
        return !inOrder;
    }

    /** @return true: the readings are late */
    boolean arriveLate(Readings readings) {
        long first = readings.earliest();
        long last = readings.latest();
        oldest = Math.min(oldest, first);
        newest = Math.max(newest, last);
        makeStale(first, last, Cause.LATE_DATA);
        return true;
    }

    private void makeStale(long from, long to, Cause why) {
        StaleRange before = stale;
        cause = before == null ? why : cause;
        stale = before == null ? new StaleRange(from, to) : before.and(from, to);
    }

    void listen(Instant now, Findings findings) {
        if (stale == null) {
            heard.values().forEach(each -> each.listen(now, findings));
        }
    }

    void open(Findings findings) {
        if (stale == null) {
            limits.values().forEach(limit -> limit.open(findings));
        }
    }

    @Nullable
    StaleRange stale() {
        return stale;
    }

    long newest() {
        return newest;
    }

    /** Returns the time of the oldest reading; later than any time where there is none. */
    long oldest() {
        return oldest;
    }

    /** Returns the expected interval of its newest reading; 0: unknown. */
    int interval() {
        return heard.values().stream()
                .map(each -> each.state().detector().last())
                .filter(Objects::nonNull)
                .mapToInt(ExcursionDetector.Last::interval)
                .max()
                .orElse(0);
    }

    /**
     * @param known readings of history, none later than {@link #newest}: later ones come in order
     * @param stretch the beginning of the stale range, or all of it
     * @return false where more readings are needed; the sensor stays stale as before
     */
    boolean reevaluate(Reevaluation.Known known, StaleRange stretch, MasksOf masks, Instant now, Findings findings) {
        StaleRange before = stale;
        if (before == null) {
            return true;
        }
        List<Optional<Finding>> found = new ArrayList<>();
        limits.forEach((watch, limit) -> found.add(limit.reevaluate(known, stretch, masks.room(watch.room()), cause)));
        heard.values().forEach(each -> found.add(each.reevaluate(known, stretch, now, cause)));
        if (found.stream().anyMatch(Optional::isEmpty)) {
            return false;
        }
        found.forEach(each -> each.ifPresent(findings::add));
        // everything before the first until() is evaluated
        stale = found.stream()
                .flatMap(Optional::stream)
                .map(Finding::until)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .map(until ->
                        before.after(new StaleRange(stretch.from(), Math.max(stretch.to(), until.toEpochMilli() - 1))))
                .orElse(null);
        return true;
    }
}
