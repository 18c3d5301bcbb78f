package io.frostline.coldroom.detection;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Detection in all readings of one sensor at once, for comparison with detection step by step. */
public final class Detection {
    private Detection() {}

    /** Returns limits with one limit that is always in force. */
    static Limits always(Limit limit) {
        return new Limits(Map.of(Instant.EPOCH, Optional.of(limit)));
    }

    /** Returns a delay that is always in force, for a sensor that is not expected before it is heard of. */
    public static Delays always(Duration delay) {
        return new Delays(Map.of(Instant.EPOCH, Optional.of(new Delays.Delay(delay, Instant.MAX))));
    }

    public static List<Excursion> excursions(Readings ascending, Limits limits) {
        return excursions(ascending, limits, Masks.NONE);
    }

    public static List<Excursion> excursions(Readings ascending, Limits limits, Masks masks) {
        ExcursionDetector detector = new ExcursionDetector(limits, masks, ExcursionDetector.State.NEW);
        List<Excursion> found = detector.accept(ascending);
        detector.open().ifPresent(found::add);
        return found;
    }

    /** @param now instant up to which the sensor's silence is known */
    static List<NoData> noData(Readings ascending, Duration delay, Instant now) {
        NoDataDetector detector = new NoDataDetector(always(delay), NoDataDetector.State.NEW);
        List<NoData> found = detector.accept(ascending);
        detector.open(now).ifPresent(found::add);
        return found;
    }
}
