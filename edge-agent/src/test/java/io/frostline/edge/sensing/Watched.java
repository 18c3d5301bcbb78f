package io.frostline.edge.sensing;

import io.frostline.edge.health.AgentMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Factory of tests' sensor watches, over sensors that are named by their numbers. */
final class Watched {
    /** Watch of more sensors than any test has, without a listener. */
    static final SensorWatch NOTHING = watch(400, (kind, text, detail) -> {});

    private Watched() {}

    /** Returns a watch that adds the number and the quality of each beginning fault to a list. */
    static SensorWatch faults(int sensors, List<String> faults) {
        return watch(
                sensors,
                (kind, text, detail) -> faults.add(detail.get("sensor") + " "
                        + String.valueOf(detail.get("quality")).toUpperCase(java.util.Locale.ROOT)));
    }

    private static SensorWatch watch(int sensors, SensorWatch.Log log) {
        List<SensorWatch.Sensor> all = new ArrayList<>();
        for (int i = 0; i < sensors; i++) {
            all.add(new SensorWatch.Sensor(Integer.toString(i), Duration.ZERO));
        }
        return new SensorWatch(all, new AgentMetrics(), log, System::nanoTime);
    }
}
