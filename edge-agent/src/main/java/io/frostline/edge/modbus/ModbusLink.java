package io.frostline.edge.modbus;

import java.time.Duration;

/** By what Modbus devices are reached. */
public sealed interface ModbusLink {
    /** A device with an address of its own. */
    record Tcp(String host, int port) implements ModbusLink {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** What a character ends with; even is what every device must know (Modbus over serial line 1.02, 2.5.1). */
    enum Parity {
        NONE,
        ODD,
        EVEN
    }

    /**
     * A serial line, RTU, on which each device has a unit of its own. All that is asked on it is asked one after the other.
     *
     * @param device of the kernel, e.g. {@code /dev/ttyUSB0}
     * @param baud bits a second
     * @param stopBits 1 or 2
     * @param answer how long a unit may take; whoever is silent keeps the others waiting twice as long
     */
    record SerialLine(String device, int baud, Parity parity, int stopBits, Duration answer) implements ModbusLink {
        @Override
        public String toString() {
            return device;
        }
    }
}
