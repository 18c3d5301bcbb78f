package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Detector of excursions in readings. It uses event time alone: arrival order, delay and duplicates have no effect.
 *
 * <p>A reading is valid until the next one. If more than one and a half expected intervals lie between, it is valid for one
 * interval; the rest is a gap, and no time outside. Where no interval is known, no reading is missing: it is valid until the next
 * one, but not in a time without data ({@link Delays#spokenUntil}). A fault is no temperature, and ends the validity of the reading
 * before. The last reading of all has no validity yet.
 *
 * <p>A calm reading is within the limit by the limit's recovery: there is no excursion at it, whatever was before. What lies
 * between two calm readings depends on nothing outside; see {@link Reevaluation}. A daily limit counts all time outside in a day,
 * so there a calm reading is the first of a day, after one that was not outside.
 */
public final class ExcursionDetector {
    private final Limits limits;
    private final Masks masks;
    private @Nullable Last last;
    private @Nullable Outside outside;

    /** Newest reading; milliseconds and 10^-6 degrees Celsius. */
    public record Last(long at, long micro, boolean good, int interval) {}

    /** State that decides what later readings mean. */
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

    /**
     * Accepts further readings.
     *
     * @param ascending readings of one sensor, one for each instant, after all that were accepted
     * @return the excursions that they ended, ascending
     */
    public List<Excursion> accept(Readings ascending) {
        List<Excursion> ended = new ArrayList<>(0);
        for (int i = 0; i < ascending.size(); i++) {
            accept(ascending.at(i), ascending.micro(i), ascending.isGood(i), ascending.interval(i), ended);
        }
        return ended;
    }

    /**
     * Returns the state after uneventful readings, the usual case: all are under one limit, and none is outside it.
     *
     * @return null where they may not be uneventful
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
        int end = size - 1;
        Last last = new Last(ascending.at(end), ascending.micro(end), ascending.isGood(end), ascending.interval(end));
        return new State(last, null);
    }

    /** Returns the excursions that a calm reading ends; none begins at it. */
    List<Excursion> close(long calmAt) {
        List<Excursion> ended = new ArrayList<>();
        spend(calmAt, ended);
        Outside current = outside;
        if (current != null) {
            end(endOf(current, limits.at(calmAt), calmAt), ended);
        }
        return ended;
    }

    /** Returns the open excursion. */
    public Optional<Excursion> open() {
        return outside == null ? Optional.empty() : outside.excursion(null);
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

    /** Returns whether an excursion is over. A day ends at any later reading; all else ends only at a temperature. */
    private static boolean isOver(Outside outside, @Nullable Limit limit, long at, long micro, boolean good) {
        if (limit == null) {
            return good;
        }
        ZoneId zone = limit.day();
        return zone == null ? good && limit.isRecovered(outside.side(), micro) : at >= endOfDay(outside.from(), zone);
    }

    private static long endOf(Outside outside, @Nullable Limit limit, long at) {
        ZoneId zone = limit == null ? null : limit.day();
        return zone == null ? at : Math.min(at, endOfDay(outside.from(), zone));
    }

    /** Returns the end of the local day of an instant, milliseconds since 1970; some days have 23 or 25 hours. */
    private static long endOfDay(long at, ZoneId zone) {
        LocalDate day = Instant.ofEpochMilli(at).atZone(zone).toLocalDate();
        return day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** Adds the validity of the newest reading, now that the next one is known. */
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
            long midnight = endOfDay(at, zone);
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
            outside.excursion(Instant.ofEpochMilli(to)).ifPresent(ended::add);
        }
        outside = null;
    }

    /** Returns whether the reading before decides if one is calm: so it is under a daily limit. */
    static boolean isByDay(long at, Limits limits) {
        Limit limit = limits.at(at);
        return limit != null && limit.day() != null;
    }

    /** Returns whether everything from a reading on is independent of what was before it. */
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
                && endOfDay(readings.at(index - 1), zone) <= readings.at(index)
                && !isOutside(readings, index - 1, limits);
    }

    private static boolean isOutside(Readings readings, int index, Limits limits) {
        Limit limit = limits.at(readings.at(index));
        return limit != null && readings.isGood(index) && limit.crossedBy(readings.micro(index)) != null;
    }

    /** Returns the end of a reading's validity, given the one that follows; milliseconds since 1970. */
    static long spokenUntil(long at, int interval, long next, Delays delays) {
        return interval == 0 ? delays.spokenUntil(at, next) : at + spokenFor(next - at, interval);
    }

    /** Returns the validity of a reading; milliseconds. */
    static long spokenFor(long step, int interval) {
        return Readings.isGap(step, interval) ? interval : step;
    }
}
