package io.frostline.edge.control;

import io.frostline.edge.control.RoomPlan.DefrostPlan;
import io.frostline.edge.control.RoomPlan.SafeCycle;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations of controlled rooms for tests. */
final class Rooms {
    static final double SET_POINT = -20;

    private Rooms() {}

    static RoomPlan plan(@Nullable DefrostPlan defrost) {
        return new RoomPlan(
                RoomPlan.DEFAULT_HYSTERESIS,
                RoomPlan.DEFAULT_MINIMUM_ON,
                RoomPlan.DEFAULT_MINIMUM_OFF,
                RoomPlan.DEFAULT_SENSOR_TIMEOUT,
                SafeCycle.DEFAULT,
                defrost,
                RoomPlan.DEFAULT_LONGEST_DOOR_STOP);
    }

    static DefrostPlan defrost(DefrostSchedule schedule, double until) {
        return new DefrostPlan(schedule, Duration.ofMinutes(20), until);
    }

    static RoomConfig freezer(@Nullable DefrostPlan defrost, double limit) {
        return new RoomConfig(
                "freezer",
                List.of("freezer-1", "freezer-2"),
                SET_POINT,
                -25,
                -15,
                plan(defrost),
                new RoomConfig.Warming(limit, RoomConfig.Warming.DEFAULT_HORIZON),
                new Equipment.Simulated(25, 1, null));
    }
}
