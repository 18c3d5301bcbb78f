package io.frostline.history.evidence;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.column.Quality;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collector of a batch's values that no sensor can measure. It makes one log entry per sensor, with the first such value as it
 * arrived and their count.
 */
public final class OutOfRange {
    private record First(long atMillis, String reason, long count) {}

    private final Map<String, First> bySensor = new TreeMap<>();

    /** @param reason text with the number as it arrived */
    public void add(String sensor, long atMillis, String reason) {
        bySensor.merge(
                sensor,
                new First(atMillis, reason, 1),
                (first, next) -> new First(first.atMillis, first.reason, first.count + 1));
    }

    public List<Batch.Entry> entries() {
        return bySensor.entrySet().stream()
                .map(each -> new Batch.Entry(
                        each.getValue().atMillis,
                        Batch.Entry.SENSOR_FAULT,
                        each.getKey() + ": " + each.getValue().reason,
                        Map.of(
                                "sensor", each.getKey(),
                                "quality", Quality.nameOf(Quality.OUT_OF_RANGE.code()),
                                "detail", each.getValue().reason,
                                "count", Long.toString(each.getValue().count))))
                .toList();
    }
}
