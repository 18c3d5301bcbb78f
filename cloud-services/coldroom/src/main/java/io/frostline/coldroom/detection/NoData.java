package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A time of which no temperature is known. It advances no excursion; it is an alarm of its own, which data that comes late
 * withdraws.
 *
 * @param from where the last reading's interval ends, or at the fault after it
 * @param to the next temperature; empty while there is none
 * @param raised when the delay was over
 */
public record NoData(Instant from, Optional<Instant> to, Instant raised) {
    /**
     * @param ascending one sensor's readings, one for each instant
     * @param now until when the sensor's silence is known
     */
    public static List<NoData> detect(Readings ascending, Duration delay, Instant now) {
        List<NoData> found = new ArrayList<>();
        long knownUntil = Long.MAX_VALUE;
        for (int i = 0; i < ascending.size(); i++) {
            if (ascending.isGood(i)) {
                add(found, knownUntil, Optional.of(Instant.ofEpochMilli(ascending.at(i))), delay, now);
                knownUntil = knownUntil(ascending, i);
            }
        }
        add(found, knownUntil, Optional.empty(), delay, now);
        return found;
    }

    private static long knownUntil(Readings readings, int index) {
        int interval = readings.interval(index);
        if (index + 1 == readings.size()) {
            return interval > 0 ? readings.at(index) + interval : Long.MAX_VALUE;
        }
        long at = readings.at(index);
        return at + ExcursionDetector.spokenFor(readings.at(index + 1) - at, interval);
    }

    private static void add(List<NoData> found, long from, Optional<Instant> to, Duration delay, Instant now) {
        if (from == Long.MAX_VALUE) {
            return;
        }
        Instant begin = Instant.ofEpochMilli(from);
        Instant raised = begin.plus(delay);
        Instant end = to.orElse(now);
        if (begin.isBefore(end) && !raised.isAfter(end)) {
            found.add(new NoData(begin, to, raised));
        }
    }
}
