package io.frostline.edge.control;

import io.frostline.edge.simulation.RoomFaults;
import io.frostline.edge.simulation.SimulatedRoom;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * @param heater null if it has none, as {@code door}
     * @param simulated room that its simulated sensors measure; null for a real one
     */
    record Connected(
            Actuator compressor,
            @Nullable Actuator heater,
            @Nullable DoorContact door,
            @Nullable SimulatedRoom simulated) {}

    /**
     * @param speed factor by which the air warms and cools faster than in a real room
     * @param faults file that {@link RoomFaults#in} reads; null for none
     */
    record Simulated(double ambient, double speed, @Nullable Path faults) implements Equipment {
        @Override
        public Connected connect(double celsius) {
            Supplier<RoomFaults> read = faults == null ? () -> RoomFaults.NONE : RoomFaults.in(faults);
            return of(new SimulatedRoom(ambient, celsius, () -> System.nanoTime() / 1e9 * speed, read));
        }

        static Connected of(SimulatedRoom room) {
            return new Connected(
                    new SimulatedActuator(room, SimulatedActuator.Part.COMPRESSOR),
                    new SimulatedActuator(room, SimulatedActuator.Part.HEATER),
                    () -> room.faults().doorOpen(),
                    room);
        }
    }

    record Modbus(
            ModbusPoint compressor,
            @Nullable ModbusPoint heater,
            @Nullable ModbusPoint door) implements Equipment {
        @Override
        public Connected connect(double celsius) {
            return new Connected(
                    new ModbusCoil(compressor),
                    heater == null ? null : new ModbusCoil(heater),
                    door == null ? null : new ModbusDoorContact(door),
                    null);
        }
    }
}
