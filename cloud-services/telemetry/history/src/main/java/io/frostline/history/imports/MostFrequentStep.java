package io.frostline.history.imports;

import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Interval of a recording that does not state it: the most frequent step, if more than half of the steps have it. */
final class MostFrequentStep {
    private MostFrequentStep() {}

    /** Returns the interval; zero if unknown. */
    static Duration of(Readings readings) {
        Map<Long, Integer> steps = new HashMap<>();
        for (int i = 1; i < readings.size(); i++) {
            steps.merge(readings.at(i) - readings.at(i - 1), 1, Integer::sum);
        }
        return steps.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(step -> 2 * step.getValue() > readings.size() - 1
                        && step.getKey() > 0
                        && step.getKey() <= Integer.MAX_VALUE)
                .map(step -> Duration.ofMillis(step.getKey()))
                .orElse(Duration.ZERO);
    }
}
