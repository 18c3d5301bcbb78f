package io.frostline.edge.sensing;

import io.frostline.edge.modbus.ModbusLink;
import io.frostline.edge.simulation.SimulatedRoom;
import java.nio.file.Path;
import java.time.Duration;

/** What a polled sensor is, and how to reach it. */
public sealed interface SensorKind {
    /** The names used in the configuration. */
    enum Source {
        SIMULATED,
        ONE_WIRE,
        MODBUS_TCP,
        MODBUS_RTU
    }

    /** How a Modbus device lays a number into registers. */
    enum Format {
        INT16(1),
        UINT16(1),
        INT32(2),
        FLOAT32(2);

        final int registers;

        Format(int registers) {
            this.registers = registers;
        }
    }

    TemperatureSource open();

    /** @param resolution to which the sensor rounds, in degrees */
    record Simulated(double setPoint, double ambient, double resolution, long seed) implements SensorKind {
        @Override
        public TemperatureSource open() {
            return new SimulatedSensor(this, () -> System.nanoTime() / 1e9);
        }

        /** In a room that is controlled: set point and ambient are the room's. */
        public TemperatureSource openIn(SimulatedRoom room) {
            return new SimulatedRoomSensor(this, room);
        }
    }

    record OneWire(Path file) implements SensorKind {
        @Override
        public TemperatureSource open() {
            return new OneWireSensor(file);
        }
    }

    /**
     * @param input an input register instead of a holding register
     * @param swapWords the low word comes first
     * @param swapBytes the low byte of each register comes first
     * @param scale degrees Celsius of one unit
     */
    record Modbus(
            ModbusLink link,
            int unit,
            int register,
            boolean input,
            Format format,
            boolean swapWords,
            boolean swapBytes,
            double scale,
            Duration timeout)
            implements SensorKind {
        @Override
        public TemperatureSource open() {
            return new ModbusSensor(this);
        }
    }
}
