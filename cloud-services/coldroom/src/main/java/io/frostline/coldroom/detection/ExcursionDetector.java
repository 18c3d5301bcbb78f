package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds excursions in readings, by their instants alone: whatever order they arrived in, how late and how often.
 *
 * <p>A reading speaks for the time until the next one, or for its expected interval where more than one and a half of
 * those lie between: the rest is a gap, and no time outside. Where no interval is known, no reading is missing, so it speaks
 * until the next one, but for no time without data ({@link Delays#spokenUntil}). A fault is no temperature, and ends what the
 * reading before speaks for. The last reading of all speaks for no time yet.
 *
 * <p>At a temperature that is within the limit by the limit's recovery there is no excursion, whatever was before. What
 * lies between two such calm readings depends on nothing outside; see {@link Reevaluation}. A limit for a day counts all
 * time outside in a day, so there a calm reading is the first of a day, after one that was not outside.
 */
public final class ExcursionDetector {
    private final Limits limits;
    private final Masks masks;
    private @Nullable Last last;
    private @Nullable Outside outside;

    /** The newest reading; milliseconds and 10^-6 degrees Celsius. */
    public record Last(long at, long micro, boolean good, int interval) {}

    /** All that decides what readings to come mean. */
    public record State(@Nullable Last last, @Nullable Outside outside) {
        public static final State NEW = new State(null, null);
    }

    public ExcursionDetector(Limits limits, Masks masks, State state) {
        this.limits = limits;
        this.masks = masks;
        this.last = state.last;
        this.outside = state.outside;
    }

    public State state() {
        return new State(last, outside);
    }

    /** @param ascending one sensor's readings, one for each instant @return its excursions, ascending */
    public static List<Excursion> detect(Readings ascending, Limits limits) {
        return detect(ascending, limits, Masks.NONE);
    }

    public static List<Excursion> detect(Readings ascending, Limits limits, Masks masks) {
        ExcursionDetector detector = new ExcursionDetector(limits, masks, State.NEW);
        List<Excursion> found = detector.accept(ascending);
        detector.open().ifPresent(found::add);
        return found;
    }

    /** @param ascending readings that come after all that were accepted @return the excursions that they ended */
    public List<Excursion> accept(Readings ascending) {
        List<Excursion> ended = new ArrayList<>(0);
        for (int i = 0; i < ascending.size(); i++) {
            accept(ascending.at(i), ascending.micro(i), ascending.isGood(i), ascending.interval(i), ended);
        }
        return ended;
    }

    /**
     * Where it stands after readings of which there is nothing to see, as mostly: all under one limit, and none outside it.
     *
     * @return null where there may be
     */
    public static @Nullable State within(State before, Readings ascending, Limits limits) {
        int size = ascending.size();
        if (before.outside != null || size == 0 || !limits.isOne(ascending.firstAt(), ascending.lastAt())) {
            return null;
        }
        Limit limit = limits.at(ascending.firstAt());
        for (int i = 0; limit != null && i < size; i++) {
            if (ascending.isGood(i) && limit.crossedBy(ascending.micro(i)) != null) {
                return null;
            }
        }
        int newest = size - 1;
        return new State(
                new Last(
                        ascending.at(newest),
                        ascending.micro(newest),
                        ascending.isGood(newest),
                        ascending.interval(newest)),
                null);
    }

    /** What a calm reading ends, nothing beginning at it. */
    List<Excursion> close(long calmAt) {
        List<Excursion> ended = new ArrayList<>();
        spend(calmAt, ended);
        Outside current = outside;
        if (current != null) {
            end(endOf(current, limits.at(calmAt), calmAt), ended);
        }
        return ended;
    }

    /** The one that goes on. */
    public Optional<Excursion> open() {
        return outside == null ? Optional.empty() : outside.excursion(Optional.empty());
    }

    private void accept(long at, long micro, boolean good, int interval, List<Excursion> ended) {
        spend(at, ended);
        last = new Last(at, micro, good, interval);
        Limit limit = limits.at(at);
        Outside current = outside;
        if (current != null && isOver(current, limit, at, micro, good)) {
            end(endOf(current, limit, at), ended);
        }
        if (limit == null || !good) {
            return;
        }
        Limit.Side crossed = limit.crossedBy(micro);
        if (outside == null && crossed != null) {
            outside = Outside.begin(crossed, at, micro);
        }
        if (outside != null && (crossed != null || limit.day() == null)) {
            outside = outside.at(at, micro).spend(at, 0, limit, masks);
        }
    }

    /** A day is over at whatever reading comes after it; all else only a temperature can end. */
    private static boolean isOver(Outside outside, @Nullable Limit limit, long at, long micro, boolean good) {
        if (limit == null) {
            return good;
        }
        ZoneId zone = limit.day();
        return zone == null ? good && limit.isRecovered(outside.side(), micro) : at >= Days.endOf(outside.from(), zone);
    }

    private static long endOf(Outside outside, @Nullable Limit limit, long at) {
        ZoneId zone = limit == null ? null : limit.day();
        return zone == null ? at : Math.min(at, Days.endOf(outside.from(), zone));
    }

    /** The time for which the newest reading speaks, now that the next one is known. */
    private void spend(long next, List<Excursion> ended) {
        Last speaking = last;
        if (outside == null || speaking == null || !speaking.good) {
            return;
        }
        Limit limit = limits.at(speaking.at);
        if (limit == null) {
            return;
        }
        long until = spokenUntil(speaking.at, speaking.interval, next, limits.delays());
        ZoneId zone = limit.day();
        if (zone == null) {
            outside = outside.spend(speaking.at, until - speaking.at, limit, masks);
        } else if (limit.crossedBy(speaking.micro) != null) {
            spendByDay(speaking, until, limit, zone, ended);
        }
    }

    private void spendByDay(Last speaking, long until, Limit limit, ZoneId zone, List<Excursion> ended) {
        long at = speaking.at;
        while (at < until) {
            long midnight = Days.endOf(at, zone);
            Outside ofDay = outside == null
                    ? Outside.begin(limit.high() == null ? Limit.Side.LOW : Limit.Side.HIGH, at, speaking.micro)
                    : outside;
            outside = ofDay.spend(at, Math.min(midnight, until) - at, limit, masks);
            if (midnight <= until) {
                end(midnight, ended);
            }
            at = midnight;
        }
    }

    private void end(long to, List<Excursion> ended) {
        if (outside != null) {
            outside.excursion(Optional.of(Instant.ofEpochMilli(to))).ifPresent(ended::add);
        }
        outside = null;
    }

    /** Says whether the reading before decides if one is calm: under a limit for a day. */
    static boolean isByDay(long at, Limits limits) {
        Limit limit = limits.at(at);
        return limit != null && limit.day() != null;
    }

    /** Whether what comes from a reading on depends on nothing before it. */
    static boolean isCalm(Readings readings, int index, Limits limits) {
        Limit limit = limits.at(readings.at(index));
        if (limit == null) {
            return readings.isGood(index);
        }
        ZoneId zone = limit.day();
        if (zone == null) {
            return readings.isGood(index) && limit.isCalm(readings.micro(index));
        }
        return index > 0
                && Days.endOf(readings.at(index - 1), zone) <= readings.at(index)
                && !isOutside(readings, index - 1, limits);
    }

    private static boolean isOutside(Readings readings, int index, Limits limits) {
        Limit limit = limits.at(readings.at(index));
        return limit != null && readings.isGood(index) && limit.crossedBy(readings.micro(index)) != null;
    }

    /** Until when a reading speaks, by the one that follows; milliseconds since 1970. */
    static long spokenUntil(long at, int interval, long next, Delays delays) {
        return interval == 0 ? delays.spokenUntil(at, next) : at + spokenFor(next - at, interval);
    }

    /** Milliseconds. */
    static long spokenFor(long step, int interval) {
        return Readings.isGap(step, interval) ? interval : step;
    }
}
