package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.edge.simulation.SimulatedRoom;
import java.util.SplittableRandom;

record SimulatedRoomSensor(SensorKind.Simulated kind, SimulatedRoom room, SplittableRandom random)
        implements TemperatureSource {
    private static final double NOISE = 0.05;

    SimulatedRoomSensor(SensorKind.Simulated kind, SimulatedRoom room) {
        this(kind, room, new SplittableRandom(kind.seed()));
    }

    @Override
    public synchronized Measurement read() {
        if (room.faults().sensorFaulty()) {
            return new Measurement.Fault(Quality.FAULT, "simulated");
        }
        return Measurement.ofCelsius(room.celsius() + NOISE * random.nextGaussian(), kind.resolution());
    }
}
