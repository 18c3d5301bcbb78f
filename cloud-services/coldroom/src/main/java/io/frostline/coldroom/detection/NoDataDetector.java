package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Detector of times without a known temperature, also before the first reading of an expected sensor. At a good reading there is
 * none, whatever was before, so {@link #reevaluate} goes back to one.
 */
public final class NoDataDetector {
    private static final long NEVER = Long.MAX_VALUE;

    private final Delays delays;
    private ExcursionDetector.@Nullable Last last;
    private long knownUntil;

    /** @param knownUntil end of the known temperature if the newest reading is no temperature; milliseconds since 1970 */
    public record State(ExcursionDetector.@Nullable Last last, long knownUntil) {
        public static final State NEW = new State(null, Delays.ALWAYS);

        /** Returns whether nothing is missing yet; milliseconds since 1970. */
        public boolean isCurrent(long now) {
            return last != null
                    && last.good()
                    && last.at() + ExcursionDetector.spokenFor(now - last.at(), last.interval()) >= now
                    && last.interval() > 0;
        }
    }

    public NoDataDetector(Delays delays, State state) {
        this.delays = delays;
        this.last = state.last;
        this.knownUntil = state.knownUntil;
    }

    public State state() {
        return new State(last, knownUntil);
    }

    /**
     * Accepts further readings.
     *
     * @param ascending readings that come after all that were accepted
     * @return the times without data that they ended
     */
    public List<NoData> accept(Readings ascending) {
        List<NoData> ended = new ArrayList<>(0);
        for (int i = 0; i < ascending.size(); i++) {
            accept(ascending.at(i), ascending.isGood(i), ascending.interval(i), ended);
        }
        return ended;
    }

    /**
     * Returns the state after uneventful readings, the usual case: each comes when it is expected, and is a temperature.
     *
     * @return null where they may not be uneventful
     */
    public static @Nullable State whole(State before, Readings ascending) {
        ExcursionDetector.Last last = before.last;
        if (ascending.size() == 0 || last == null || !last.good()) {
            return null;
        }
        long at = last.at();
        int interval = last.interval();
        for (int i = 0; i < ascending.size(); i++) {
            if (!ascending.isGood(i) || interval == 0 || Readings.isGap(ascending.at(i) - at, interval)) {
                return null;
            }
            at = ascending.at(i);
            interval = ascending.interval(i);
        }
        return new State(new ExcursionDetector.Last(at, 0, true, interval), NEVER);
    }

    private void accept(long at, boolean good, int interval, List<NoData> ended) {
        ExcursionDetector.Last before = last;
        if (before != null && before.good()) {
            knownUntil = endOf(before, at);
        }
        if (good) {
            between(knownUntil, at, at).ifPresent(ended::add);
            knownUntil = NEVER;
        }
        last = new ExcursionDetector.Last(at, 0, good, interval);
    }

    /** Returns the open time without data, as far as is known now. */
    public Optional<NoData> open(Instant now) {
        ExcursionDetector.Last newest = last;
        long from = knownUntil;
        if (newest != null && newest.good()) {
            from = endOf(newest, now.toEpochMilli());
        }
        return between(from, null, now.toEpochMilli());
    }

    private long endOf(ExcursionDetector.Last reading, long next) {
        return ExcursionDetector.spokenUntil(reading.at(), reading.interval(), next, delays);
    }

    private Optional<NoData> between(long silentFrom, @Nullable Long to, long known) {
        OptionalLong from = delays.silence(silentFrom, known);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        Instant begin = Instant.ofEpochMilli(from.getAsLong());
        Duration delay = delays.at(from.getAsLong()).orElseThrow();
        return Optional.of(new NoData(begin, to == null ? null : Instant.ofEpochMilli(to), begin.plus(delay)));
    }

    /**
     * Times without data that begin between the good readings around a stale range. Without a good reading before, the range starts
     * at the epoch; see {@link Reevaluation}.
     *
     * @param until null: no end
     * @param state after the newest reading; null where the range ends before it
     */
    public record Reevaluated(
            Instant from,
            @Nullable Instant until,
            List<NoData> found,
            @Nullable State state) {}

    /**
     * Re-evaluates a stale range.
     *
     * @return empty where a good reading lies outside the known readings: more of them are needed
     */
    public static Optional<Reevaluated> reevaluate(
            Reevaluation.Known known, long from, long to, Delays delays, Instant now) {
        Readings readings = known.ascending();
        int first = readings.indexFrom(from) - 1;
        while (first >= 0 && !readings.isGood(first)) {
            first--;
        }
        int end = readings.indexFrom(to + 1);
        while (end < readings.size() && !readings.isGood(end)) {
            end++;
        }
        boolean newest = end == readings.size();
        if (first < 0 && !known.wholeBefore() || newest && !known.wholeAfter()) {
            return Optional.empty();
        }
        NoDataDetector detector = new NoDataDetector(delays, first < 0 ? State.NEW : new State(null, NEVER));
        List<NoData> found = detector.accept(readings.slice(Math.max(first, 0), newest ? end : end + 1));
        if (newest) {
            detector.open(now).ifPresent(found::add);
        }
        return Optional.of(new Reevaluated(
                first < 0 ? Instant.EPOCH : Instant.ofEpochMilli(readings.at(first)),
                newest ? null : Instant.ofEpochMilli(readings.at(end)),
                found,
                newest ? detector.state() : null));
    }
}
