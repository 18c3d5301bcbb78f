package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
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
        NoDataDetector detector = new NoDataDetector(Delays.always(delay), NoDataDetector.State.NEW);
        List<NoData> found = detector.accept(ascending);
        detector.open(now).ifPresent(found::add);
        return found;
    }
}
