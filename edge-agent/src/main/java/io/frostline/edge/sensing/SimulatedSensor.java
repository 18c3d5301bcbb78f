package io.frostline.edge.sensing;

import io.frostline.edge.simulation.ColdRoomAir;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Sensor in a simulated cold room that controls itself: a compressor switches around the set point, a defrost begins every six
 * hours, and doors open now and then. The same seed gives the same room.
 */
final class SimulatedSensor implements TemperatureSource {
    private static final double HYSTERESIS = 1.0;
    private static final double DEFROST_EVERY = 6 * 3600;
    private static final double DEFROST_LASTS = 900;
    private static final double DOORS_PER_SECOND = 1 / 1800.0;
    private static final double NOISE = 0.05;

    private final SensorKind.Simulated room;
    private final DoubleSupplier seconds;
    private final SplittableRandom random;
    private final double defrostPhase;
    private final ColdRoomAir air;
    private double at;
    private boolean cooling;
    private double doorUntil = Double.NEGATIVE_INFINITY;

    /** @param seconds elapsed seconds of any clock */
    SimulatedSensor(SensorKind.Simulated room, DoubleSupplier seconds) {
        this.room = room;
        this.seconds = seconds;
        this.random = new SplittableRandom(room.seed());
        this.defrostPhase = random.nextDouble() * DEFROST_EVERY;
        this.at = seconds.getAsDouble();
        this.air = new ColdRoomAir(room.ambient(), room.setPoint() + random.nextDouble() - 0.5);
    }

    @Override
    public synchronized Measurement read() {
        double now = seconds.getAsDouble();
        while (at < now) {
            double step = Math.min(1.0, now - at);
            advance(step);
            at += step;
        }
        return Measurement.ofCelsius(air.celsius() + NOISE * random.nextGaussian(), room.resolution());
    }

    private void advance(double step) {
        boolean defrost = (at + defrostPhase) % DEFROST_EVERY < DEFROST_LASTS;
        if (air.celsius() > room.setPoint() + HYSTERESIS) {
            cooling = true;
        } else if (air.celsius() < room.setPoint() - HYSTERESIS) {
            cooling = false;
        }
        if (random.nextDouble() < DOORS_PER_SECOND * step) {
            doorUntil = at + 10 + random.nextDouble() * 60;
        }
        air.advance(step, cooling && !defrost, defrost, at < doorUntil);
    }
}
