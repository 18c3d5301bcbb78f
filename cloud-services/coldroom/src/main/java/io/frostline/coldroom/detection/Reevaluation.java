package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Excursions that begin between the calm readings around a stale range. They replace those that were known to begin there; no
 * others change.
 *
 * @param from start of the time in which they begin, inclusive
 * @param until its end, exclusive; null: no end
 * @param found ascending
 * @param state after the newest reading; null where the range ends before it
 */
public record Reevaluation(
        Instant from, @Nullable Instant until, List<Excursion> found, ExcursionDetector.@Nullable State state) {
    /**
     * Known readings of a sensor.
     *
     * @param ascending one for each instant
     * @param wholeBefore whether there are none before
     * @param wholeAfter whether there are none after
     */
    public record Known(Readings ascending, boolean wholeBefore, boolean wholeAfter) {}

    /**
     * Re-evaluates a stale range.
     *
     * @param from first instant that came or changed, milliseconds since 1970
     * @param to last such instant
     * @return empty where a calm reading lies outside the known readings: more of them are needed
     */
    public static Optional<Reevaluation> of(Known known, long from, long to, Limits limits, Masks masks) {
        Readings readings = known.ascending;
        int first = readings.indexFrom(from) - 1;
        while (first >= 0 && !ExcursionDetector.isCalm(readings, first, limits)) {
            first--;
        }
        int end = readings.indexFrom(to + 1);
        if (end < readings.size() && ExcursionDetector.isByDay(readings.at(end), limits)) {
            end++; // it may be calm only now; then what began in the night before would not be known again
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
            return new Reevaluation(begin, Instant.ofEpochMilli(readings.at(end)), found, null);
        }
        detector.open().ifPresent(found::add);
        return new Reevaluation(begin, null, found, detector.state());
    }
}
