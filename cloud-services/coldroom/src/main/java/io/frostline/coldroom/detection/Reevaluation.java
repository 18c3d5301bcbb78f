package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The excursions that begin between the calm readings around a stretch of time: they take the place of those that were
 * known to begin there, and no others change.
 *
 * @param from of those that begin from here on
 * @param until and before here; empty: all
 * @param found ascending
 * @param state after the newest reading; null where the stretch ends before it
 */
public record Reevaluation(
        Instant from, Optional<Instant> until, List<Excursion> found, ExcursionDetector.@Nullable State state) {
    /**
     * What is known of a sensor.
     *
     * @param ascending one for each instant
     * @param wholeBefore whether there are none before
     * @param wholeAfter whether there are none after
     */
    public record Known(Readings ascending, boolean wholeBefore, boolean wholeAfter) {}

    /**
     * @param from of what came or changed, milliseconds since 1970
     * @param to the last of it
     * @return nothing where a calm reading lies outside what is known: more of it is needed
     */
    public static Optional<Reevaluation> of(Known known, long from, long to, Limits limits, Masks masks) {
        Readings readings = known.ascending;
        int first = readings.indexFrom(from) - 1;
        while (first >= 0 && !ExcursionDetector.isCalm(readings, first, limits)) {
            first--;
        }
        int end = readings.indexFrom(to + 1);
        if (end < readings.size() && ExcursionDetector.isByDay(readings.at(end), limits)) {
            end++; // by what came it may be calm that was not, and then what began in the night before is not known
            // again
        }
        while (end < readings.size() && !ExcursionDetector.isCalm(readings, end, limits)) {
            end++;
        }
        if (first < 0 && !known.wholeBefore || end == readings.size() && !known.wholeAfter) {
            return Optional.empty();
        }
        return Optional.of(
                between(readings, Math.max(first, 0), end, first < 0 ? from : readings.at(first), limits, masks));
    }

    private static Reevaluation between(Readings readings, int first, int end, long from, Limits limits, Masks masks) {
        ExcursionDetector detector = new ExcursionDetector(limits, masks, ExcursionDetector.State.NEW);
        List<Excursion> found = detector.accept(readings.slice(first, end));
        Instant begin = Instant.ofEpochMilli(first < readings.size() ? Math.min(from, readings.at(first)) : from);
        if (end < readings.size()) {
            found.addAll(detector.close(readings.at(end)));
            return new Reevaluation(begin, Optional.of(Instant.ofEpochMilli(readings.at(end))), found, null);
        }
        detector.open().ifPresent(found::add);
        return new Reevaluation(begin, Optional.empty(), found, detector.state());
    }
}
