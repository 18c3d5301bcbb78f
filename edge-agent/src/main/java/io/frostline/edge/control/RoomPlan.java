package io.frostline.edge.control;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a room is to be controlled. Temperatures in degrees Celsius.
 *
 * @param hysteresis the compressor starts this far above the set point, and stops this far below it
 * @param minimumOn what starts runs for this long, whatever happens; so that oil comes back and motors last
 * @param minimumOff what stops stands for this long, so that pressures are even when it starts again
 * @param sensorTimeout without a good reading for longer, the room's temperature is not known
 */
public record RoomPlan(
        double hysteresis,
        Duration minimumOn,
        Duration minimumOff,
        Duration sensorTimeout,
        SafeCycle safe,
        Optional<DefrostPlan> defrost,
        Duration longestDoorStop) {
    public static final double DEFAULT_HYSTERESIS = 1;
    public static final Duration DEFAULT_MINIMUM_ON = Duration.ofMinutes(3);
    public static final Duration DEFAULT_MINIMUM_OFF = Duration.ofMinutes(5);
    public static final Duration DEFAULT_SENSOR_TIMEOUT = Duration.ofMinutes(1);
    public static final Duration DEFAULT_LONGEST_DOOR_STOP = Duration.ofMinutes(5);

    /** By the clock, while no sensor answers: on for {@code run} of each {@code every}, first on. */
    public record SafeCycle(Duration run, Duration every) {
        public static final SafeCycle DEFAULT = new SafeCycle(Duration.ofMinutes(10), Duration.ofMinutes(20));

        boolean isOn(Duration elapsed) {
            return elapsed.toMillis() % every.toMillis() < run.toMillis();
        }
    }

    /** @param until the room's temperature that ends a defrost before its longest time */
    public record DefrostPlan(DefrostSchedule schedule, Duration longest, OptionalDouble until) {
        public static final Duration DEFAULT_LONGEST = Duration.ofMinutes(20);
    }
}
