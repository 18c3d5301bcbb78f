package io.frostline.edge.sensing;

import io.frostline.edge.modbus.ModbusLink;
import io.frostline.edge.simulation.SimulatedRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Kind of a polled sensor, and how to reach it. */
public sealed interface SensorKind {
    /** Names used in the configuration. */
    enum Source {
        SIMULATED,
        ONE_WIRE,
        MODBUS_TCP,
        MODBUS_RTU
    }

    /** Format of a number in the registers of a Modbus device. */
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

    /** Returns the name of the bus or line that it shares with others; empty if none. */
    default String bus() {
        return "";
    }

    /** Returns approximately for how long one reading occupies the bus. */
    default Duration busTime() {
        return Duration.ZERO;
    }

    /**
     * Sensor of a simulated room.
     *
     * @param resolution step to which the sensor rounds, in degrees Celsius
     */
    record Simulated(double setPoint, double ambient, double resolution, long seed) implements SensorKind {
        @Override
        public TemperatureSource open() {
            return new SimulatedSensor(this, () -> System.nanoTime() / 1e9);
        }

        /** Opens the sensor in a controlled room, with the room's set point and ambient temperature. */
        public TemperatureSource openIn(SimulatedRoom room) {
            return new SimulatedRoomSensor(this, room);
        }
    }

    record OneWire(Path file) implements SensorKind {
        /** Time to convert to 12 bits (DS18B20 data sheet 19-7487) and to read the result. */
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
     * Sensor in registers of a Modbus device.
     *
     * @param input true for an input register instead of a holding register
     * @param swapWords true if the low word comes first
     * @param swapBytes true if the low byte of each register comes first
     * @param scale degrees Celsius of one unit
     * @param missing raw numbers, before scaling, that mean "no value"
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
        /** Typical time that a unit takes to answer. */
        private static final long UNIT_MILLIS = 20;

        @Override
        public String bus() {
            return link instanceof ModbusLink.SerialLine line ? line.device() : "";
        }

        /**
         * Returns the time of two frames with their silences, at 11 bits a character, plus a unit's typical answer time (Modbus
         * over serial line 1.02, 2.5.1).
         */
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
