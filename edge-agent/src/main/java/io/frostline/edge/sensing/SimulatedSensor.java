package io.frostline.edge.sensing;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * A sensor in a simulated cold room. The air is cooled by a compressor that switches around the set point, and warmed by
 * the ambient through the walls, by a defrost every six hours, and by doors that open now and then:
 * dT/dt = (ambient - T) / walls - cooling + defrost + door. The same seed gives the same room.
 */
final class SimulatedSensor implements TemperatureSource {
    private static final double HYSTERESIS = 1.0;
    private static final double WALLS_SECONDS = 20_000;
    private static final double COOLING_PER_SECOND = 0.006;
    private static final double DEFROST_PER_SECOND = 0.008;
    private static final double DOOR_PER_SECOND = 0.02;
    private static final double DEFROST_EVERY = 6 * 3600;
    private static final double DEFROST_LASTS = 900;
    private static final double DOORS_A_SECOND = 1 / 1800.0;
    private static final double NOISE = 0.05;

    private final SensorKind.Simulated room;
    private final DoubleSupplier seconds;
    private final SplittableRandom random;
    private final double defrostPhase;
    private double at;
    private double temperature;
    private boolean cooling;
    private double doorUntil = Double.NEGATIVE_INFINITY;

    /** @param seconds that have passed, of whatever clock */
    SimulatedSensor(SensorKind.Simulated room, DoubleSupplier seconds) {
        this.room = room;
        this.seconds = seconds;
        this.random = new SplittableRandom(room.seed());
        this.defrostPhase = random.nextDouble() * DEFROST_EVERY;
        this.at = seconds.getAsDouble();
        this.temperature = room.setPoint() + random.nextDouble() - 0.5;
    }

    @Override
    public synchronized Measurement read() {
        double now = seconds.getAsDouble();
        while (at < now) {
            double step = Math.min(1.0, now - at);
            advance(step);
            at += step;
        }
        return Measurement.ofCelsius(temperature + NOISE * random.nextGaussian(), room.resolution());
    }

    private void advance(double step) {
        boolean defrost = (at + defrostPhase) % DEFROST_EVERY < DEFROST_LASTS;
        if (temperature > room.setPoint() + HYSTERESIS) {
            cooling = true;
        } else if (temperature < room.setPoint() - HYSTERESIS) {
            cooling = false;
        }
        if (random.nextDouble() < DOORS_A_SECOND * step) {
            doorUntil = at + 10 + random.nextDouble() * 60;
        }
        double change = (room.ambient() - temperature) / WALLS_SECONDS;
        change -= cooling && !defrost ? COOLING_PER_SECOND : 0;
        change += defrost ? DEFROST_PER_SECOND : 0;
        change += at < doorUntil ? DOOR_PER_SECOND : 0;
        temperature += change * step;
    }
}
