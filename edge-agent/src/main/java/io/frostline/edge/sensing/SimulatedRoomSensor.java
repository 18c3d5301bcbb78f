package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.edge.simulation.SimulatedRoom;
import java.util.SplittableRandom;

/** Sensor of a simulated room that is controlled. */
final class SimulatedRoomSensor implements TemperatureSource {
    private static final double NOISE = 0.05;

    private final SensorKind.Simulated kind;
    private final SimulatedRoom room;
    private final SplittableRandom random;

    SimulatedRoomSensor(SensorKind.Simulated kind, SimulatedRoom room) {
        this.kind = kind;
        this.room = room;
        this.random = new SplittableRandom(kind.seed());
    }

    @Override
    public synchronized Measurement read() {
        if (room.faults().sensorFaulty()) {
            return new Measurement.Fault(Quality.FAULT, "simulated");
        }
        return Measurement.ofCelsius(room.celsius() + NOISE * random.nextGaussian(), kind.resolution());
    }
}
