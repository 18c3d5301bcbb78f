package io.frostline.edge.sensing;

import io.frostline.edge.modbus.ModbusLink;
import io.frostline.edge.simulation.SimulatedRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

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

    /** Returns the name of the bus or line that it shares with others; empty: none. */
    default String bus() {
        return "";
    }

    /** Returns for how long one reading takes the bus, about. */
    default Duration busTime() {
        return Duration.ZERO;
    }

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
        /** A conversion to 12 bits (DS18B20 data sheet 19-7487), and the reading of what it holds. */
        private static final Duration CONVERSION = Duration.ofMillis(750 + 50);

        @Override
        public TemperatureSource open() {
            return new OneWireSensor(file);
        }

        @Override
        public String bus() {
            return OneWireSensor.busOf(file);
        }

        @Override
        public Duration busTime() {
            return CONVERSION;
        }
    }

    /**
     * @param input an input register instead of a holding register
     * @param swapWords the low word comes first
     * @param swapBytes the low byte of each register comes first
     * @param scale degrees Celsius of one unit
     * @param missing raw numbers, before they are scaled, that mean "no value"
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
            Set<Long> missing,
            Duration timeout)
            implements SensorKind {
        /** What a common unit takes to answer. */
        private static final long UNIT_MILLIS = 20;

        @Override
        public String bus() {
            return link instanceof ModbusLink.SerialLine line ? line.device() : "";
        }

        /** Two frames with their silences, 11 bits a character, and what a unit takes to answer (Modbus over serial line 1.02, 2.5.1). */
        @Override
        public Duration busTime() {
            if (!(link instanceof ModbusLink.SerialLine line)) {
                return Duration.ZERO;
            }
            double characters = 8 + 5 + 2 * format.registers + 2 * 3.5;
            return Duration.ofMillis(Math.round(characters * 11 * 1000 / line.baud()) + UNIT_MILLIS);
        }

        @Override
        public TemperatureSource open() {
            return new ModbusSensor(this);
        }
    }
}
