package io.frostline.edge.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A room that the agent controls. Temperatures in degrees Celsius.
 *
 * @param sensors names of the sensors that measure it
 * @param setPoint until the cloud says another
 * @param lowest the lowest set point that it may be told, as {@code highest} is the highest
 */
public record RoomConfig(
        String name,
        List<String> sensors,
        double setPoint,
        double lowest,
        double highest,
        RoomPlan plan,
        Optional<Warming> warming,
        Equipment equipment) {

    /**
     * @param limit that should not be crossed upwards
     * @param horizon of a crossing that is nearer it is warned
     */
    public record Warming(double limit, Duration horizon) {
        public static final Duration DEFAULT_HORIZON = Duration.ofMinutes(30);
    }

    boolean allows(double celsius) {
        return celsius >= lowest && celsius <= highest;
    }
}
