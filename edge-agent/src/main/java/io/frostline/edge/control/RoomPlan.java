package io.frostline.edge.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Plan by which a room is controlled. Temperatures in degrees Celsius.
 *
 * @param hysteresis distance above the set point at which the compressor starts, and below it at which it stops
 * @param minimumOn minimum time that the compressor runs, whatever happens, so that oil comes back and motors last
 * @param minimumOff minimum time that the compressor stays off, so that pressures are even when it starts again
 * @param sensorTimeout time without a good reading after which the room's temperature is unknown
 * @param defrost null if the room is not defrosted
 */
public record RoomPlan(
        double hysteresis,
        Duration minimumOn,
        Duration minimumOff,
        Duration sensorTimeout,
        SafeCycle safe,
        @Nullable DefrostPlan defrost,
        Duration longestDoorStop) {
    public static final double DEFAULT_HYSTERESIS = 1;
    public static final Duration DEFAULT_MINIMUM_ON = Duration.ofMinutes(3);
    public static final Duration DEFAULT_MINIMUM_OFF = Duration.ofMinutes(5);
    public static final Duration DEFAULT_SENSOR_TIMEOUT = Duration.ofMinutes(1);
    public static final Duration DEFAULT_LONGEST_DOOR_STOP = Duration.ofMinutes(5);

    /** Cycle by the clock while no sensor answers: on for {@code run} of each {@code every}, starting with on. */
    public record SafeCycle(Duration run, Duration every) {
        public static final SafeCycle DEFAULT = new SafeCycle(Duration.ofMinutes(10), Duration.ofMinutes(20));

        boolean isOn(Duration elapsed) {
            return elapsed.toMillis() % every.toMillis() < run.toMillis();
        }
    }

    /** @param until temperature of the room that ends a defrost before its longest time; null if none does */
    public record DefrostPlan(
            DefrostSchedule schedule,
            Duration longest,
            @Nullable Double until) {
        public static final Duration DEFAULT_LONGEST = Duration.ofMinutes(20);
    }
}
