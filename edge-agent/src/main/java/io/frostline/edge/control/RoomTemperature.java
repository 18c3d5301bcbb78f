package io.frostline.edge.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A room's temperature: the median of its sensors, so that one of three that is wrong does not lead. A sensor counts until
 * its last good reading is older than the time-out. Serves one thread.
 */
final class RoomTemperature {
    private final Duration timeout;
    private final Map<String, Good> sensors = new HashMap<>();

    private record Good(double celsius, Duration at) {}

    RoomTemperature(Duration timeout) {
        this.timeout = timeout;
    }

    /** @param at on the monotonic clock */
    void accept(String sensor, double celsius, Duration at) {
        sensors.put(sensor, new Good(celsius, at));
    }

    OptionalDouble at(Duration now) {
        double[] fresh = sensors.values().stream()
                .filter(good -> now.minus(good.at).compareTo(timeout) <= 0)
                .mapToDouble(Good::celsius)
                .sorted()
                .toArray();
        int middle = fresh.length / 2;
        return fresh.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(fresh.length % 2 == 1 ? fresh[middle] : (fresh[middle - 1] + fresh[middle]) / 2);
    }
}
