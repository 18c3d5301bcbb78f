package io.frostline.edge.control;

import io.frostline.contract.batch.Batch.Entry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Warning for each of a room's sensors that is about to cross the limit. Not thread-safe. */
final class RoomWarming {
    private final RoomConfig.Warming warming;
    private final RoomLog log;
    private final Map<String, WarmingWatch> watches = new LinkedHashMap<>();
    private boolean expected;
    private Conditions conditions = Conditions.NONE;

    RoomWarming(List<String> sensors, RoomConfig.Warming warming, RoomLog log) {
        this.warming = warming;
        this.log = log;
        sensors.forEach(sensor -> watches.put(sensor, new WarmingWatch(warming.limit(), warming.horizon())));
    }

    /** Updates the conditions. Readings under other conditions are forgotten; expected warming gives no warning. */
    void goOn(Conditions now, boolean warmingExpected) {
        if (!conditions.isAs(now)) {
            watches.values().forEach(WarmingWatch::restart);
        }
        conditions = now;
        expected = warmingExpected;
    }

    void observe(String sensor, double celsius, Duration at) {
        WarmingWatch watch = watches.get(sensor);
        if (watch != null && !expected) {
            watch.observe(at, celsius).ifPresent(left -> warn(sensor, Math.max(1, left.toMinutes())));
        }
    }

    private void warn(String sensor, long minutes) {
        String limit = RoomLog.decimal(warming.limit());
        log.say(
                Entry.WARMING,
                sensor + " will be above " + limit + " C in " + minutes + " minutes",
                Map.of("sensor", sensor, "limit", limit, "minutes", Long.toString(minutes)));
    }
}
