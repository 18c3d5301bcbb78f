package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Time without a known temperature. It advances no excursion. It is an alarm of its own, which late data withdraws.
 *
 * @param from end of the last reading's interval, or time of the fault after it
 * @param to the next temperature; empty while there is none
 * @param raised end of the delay
 */
public record NoData(Instant from, Optional<Instant> to, Instant raised) {
    /**
     * Returns the times without data of one sensor.
     *
     * @param ascending one sensor's readings, one for each instant
     * @param now instant up to which the sensor's silence is known
     */
    public static List<NoData> detect(Readings ascending, Duration delay, Instant now) {
        NoDataDetector detector = new NoDataDetector(Delays.always(delay), NoDataDetector.State.NEW);
        List<NoData> found = detector.accept(ascending);
        detector.open(now).ifPresent(found::add);
        return found;
    }
}
