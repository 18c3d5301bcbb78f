package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds excursions in readings, by their instants alone: whatever order they arrived in, how late and how often.
 *
 * <p>A reading speaks for the time until the next one, or for its expected interval where more than one and a half of
 * those lie between: the rest is a gap, and no time outside. A fault is no temperature, and ends what the reading before
 * speaks for. The last reading of all speaks for no time yet.
 *
 * <p>At a temperature that is within the limit by the limit's recovery there is no excursion, whatever was before. What
 * lies between two such {@link #calmBefore calm} readings depends on nothing outside: late readings change the excursions
 * between the calm ones around them, and no others.
 */
public final class ExcursionDetector {
    private final Limits limits;
    private final List<Excursion> found = new ArrayList<>();
    private @Nullable Outside outside;

    private ExcursionDetector(Limits limits) {
        this.limits = limits;
    }

    /** @param ascending one sensor's readings, one for each instant @return its excursions, ascending */
    public static List<Excursion> detect(Readings ascending, Limits limits) {
        ExcursionDetector detector = new ExcursionDetector(limits);
        for (int i = 0; i < ascending.size(); i++) {
            if (ascending.isGood(i)) {
                detector.accept(ascending.at(i), ascending.micro(i), spokenFor(ascending, i));
            }
        }
        detector.end(Optional.empty());
        return detector.found;
    }

    /** The last reading before {@code index} at which there can be no excursion; 0 where there is none. */
    public static int calmBefore(Readings ascending, int index, Limits limits) {
        int calm = index - 1;
        while (calm > 0 && !isCalm(ascending, calm, limits)) {
            calm--;
        }
        return Math.max(calm, 0);
    }

    /** The first reading after {@code index} at which there can be no excursion; the last where there is none. */
    public static int calmAfter(Readings ascending, int index, Limits limits) {
        int calm = index + 1;
        while (calm < ascending.size() - 1 && !isCalm(ascending, calm, limits)) {
            calm++;
        }
        return Math.min(calm, ascending.size() - 1);
    }

    private static boolean isCalm(Readings readings, int index, Limits limits) {
        return readings.isGood(index)
                && limits.at(readings.at(index))
                        .map(limit -> limit.isCalm(readings.micro(index)))
                        .orElse(true);
    }

    /** Milliseconds. */
    static long spokenFor(Readings readings, int index) {
        if (index + 1 == readings.size()) {
            return 0;
        }
        long step = readings.at(index + 1) - readings.at(index);
        int interval = readings.interval(index);
        return Readings.isGap(step, interval) ? interval : step;
    }

    private void accept(long at, long micro, long spokenFor) {
        Optional<Limit> limit = limits.at(at);
        Outside current = outside;
        if (current != null
                && limit.map(l -> l.isRecovered(current.side, micro)).orElse(true)) {
            end(Optional.of(Instant.ofEpochMilli(at)));
        }
        Optional<Limit.Side> crossed = limit.flatMap(l -> l.crossedBy(micro));
        if (crossed.isPresent() && outside == null) {
            outside = new Outside(crossed.get(), at, micro);
        }
        if (outside != null && limit.isPresent()) {
            outside.add(at, micro, spokenFor, limit.get());
        }
    }

    private void end(Optional<Instant> to) {
        if (outside != null && !outside.raised.isEmpty()) {
            found.add(outside.excursion(to));
        }
        outside = null;
    }

    /** A time outside a limit, which is an excursion once it has lasted. */
    private static final class Outside {
        private final Limit.Side side;
        private final long from;
        private final Map<String, Instant> raised = new LinkedHashMap<>();
        private long millis;
        private long peak;
        private long peakAt;

        private Outside(Limit.Side side, long from, long micro) {
            this.side = side;
            this.from = from;
            this.peak = micro;
            this.peakAt = from;
        }

        private void add(long at, long micro, long spokenFor, Limit limit) {
            if (side == Limit.Side.HIGH ? micro > peak : micro < peak) {
                peak = micro;
                peakAt = at;
            }
            for (Limit.Stage stage : limit.stages()) {
                long left = stage.delay().toMillis() - millis;
                if (left <= spokenFor) {
                    raised.putIfAbsent(stage.severity(), Instant.ofEpochMilli(at + Math.max(left, 0)));
                }
            }
            millis += spokenFor;
        }

        private Excursion excursion(Optional<Instant> to) {
            return new Excursion(
                    side,
                    Instant.ofEpochMilli(from),
                    to,
                    Duration.ofMillis(millis),
                    peak,
                    Instant.ofEpochMilli(peakAt),
                    Map.copyOf(raised));
        }
    }
}
