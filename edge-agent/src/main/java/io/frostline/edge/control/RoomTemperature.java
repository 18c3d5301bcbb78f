package io.frostline.edge.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Temperature of a room: the median of its sensors, so that one wrong sensor of three does not decide. A sensor counts until
 * its last good reading is older than the timeout. Not thread-safe.
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
        List<Double> fresh = sensors.values().stream()
                .filter(good -> now.minus(good.at).compareTo(timeout) <= 0)
                .map(Good::celsius)
                .sorted()
                .toList();
        int middle = fresh.size() / 2;
        if (fresh.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                fresh.size() % 2 == 1 ? fresh.get(middle) : (fresh.get(middle - 1) + fresh.get(middle)) / 2);
    }
}
