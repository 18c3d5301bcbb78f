package io.frostline.edge.control;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Room that the agent controls. Temperatures in degrees Celsius.
 *
 * @param sensors names of the sensors that measure it
 * @param setPoint set point until the cloud commands another
 * @param lowest lowest set point that may be commanded, as {@code highest} is the highest
 * @param warming null if no warning is wanted
 */
public record RoomConfig(
        String name,
        List<String> sensors,
        double setPoint,
        double lowest,
        double highest,
        RoomPlan plan,
        @Nullable Warming warming,
        Equipment equipment) {

    /**
     * Forecast warning of a room.
     *
     * @param limit temperature that should not be exceeded
     * @param horizon time before a forecast crossing within which a warning is given
     */
    public record Warming(double limit, Duration horizon) {
        public static final Duration DEFAULT_HORIZON = Duration.ofMinutes(30);
    }

    boolean allows(double celsius) {
        return celsius >= lowest && celsius <= highest;
    }
}
