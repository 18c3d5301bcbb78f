package io.frostline.edge.control;

import io.frostline.edge.simulation.RoomFaults;
import io.frostline.edge.simulation.SimulatedRoom;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Equipment of a room that can be switched and read, besides its sensors. */
public sealed interface Equipment {
    /** Names used in the configuration. */
    enum Kind {
        SIMULATED,
        MODBUS_TCP
    }

    /**
     * Connects to the equipment.
     *
     * @param celsius initial temperature of a simulated room
     */
    Connected connect(double celsius);

    /**
     * Connected equipment of a room.
     *
     * @param simulated room that its simulated sensors measure
     */
    record Connected(
            Actuator compressor,
            Optional<Actuator> heater,
            Optional<DoorContact> door,
            Optional<SimulatedRoom> simulated) {}

    /**
     * @param speed factor by which the air warms and cools faster than in a real room
     * @param faults file that {@link RoomFaults#in} reads
     */
    record Simulated(double ambient, double speed, Optional<Path> faults) implements Equipment {
        @Override
        public Connected connect(double celsius) {
            Supplier<RoomFaults> read = faults.map(RoomFaults::in).orElse(() -> RoomFaults.NONE);
            return of(new SimulatedRoom(ambient, celsius, () -> System.nanoTime() / 1e9 * speed, read));
        }

        static Connected of(SimulatedRoom room) {
            return new Connected(
                    new SimulatedActuator(room, SimulatedActuator.Part.COMPRESSOR),
                    Optional.of(new SimulatedActuator(room, SimulatedActuator.Part.HEATER)),
                    Optional.of(() -> room.faults().doorOpen()),
                    Optional.of(room));
        }
    }

    record Modbus(ModbusPoint compressor, Optional<ModbusPoint> heater, Optional<ModbusPoint> door)
            implements Equipment {
        @Override
        public Connected connect(double celsius) {
            return new Connected(
                    new ModbusCoil(compressor),
                    heater.map(ModbusCoil::new),
                    door.map(ModbusDoorContact::new),
                    Optional.empty());
        }
    }
}
