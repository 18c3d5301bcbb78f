package io.frostline.edge.simulation;

/**
 * Air of a cold room, by Newton's law of cooling and what works against it: dT/dt = (ambient - T) / walls - cooling + defrost +
 * door. Not thread-safe.
 */
public final class ColdRoomAir {
    private static final double WALLS_SECONDS = 20_000;
    private static final double COOLING_PER_SECOND = 0.006;
    private static final double DEFROST_PER_SECOND = 0.008;
    private static final double DOOR_PER_SECOND = 0.02;

    private final double ambient;
    private double celsius;

    public ColdRoomAir(double ambient, double celsius) {
        this.ambient = ambient;
        this.celsius = celsius;
    }

    public double celsius() {
        return celsius;
    }

    /**
     * Advances the time.
     *
     * @param seconds at most a few: the rate of change is taken as constant meanwhile
     */
    public void advance(double seconds, boolean cooling, boolean defrosting, boolean doorOpen) {
        double change = (ambient - celsius) / WALLS_SECONDS;
        change -= cooling ? COOLING_PER_SECOND : 0;
        change += defrosting ? DEFROST_PER_SECOND : 0;
        change += doorOpen ? DOOR_PER_SECOND : 0;
        celsius += change * seconds;
    }
}
