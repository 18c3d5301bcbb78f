package io.frostline.edge.modbus;

import java.time.Duration;

/** Link to Modbus devices. */
public sealed interface ModbusLink {
    /** Device with its own network address. */
    record Tcp(String host, int port) implements ModbusLink {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Parity bit of a character; every device must support even (Modbus over serial line 1.02, 2.5.1). */
    enum Parity {
        NONE,
        ODD,
        EVEN
    }

    /**
     * Serial line, RTU, on which each device has its own unit. Requests on it are sent one after the other.
     *
     * @param device device file of the kernel, e.g. {@code /dev/ttyUSB0}
     * @param baud bits per second
     * @param stopBits 1 or 2
     * @param answer timeout of a unit; a silent unit keeps the others waiting twice as long
     */
    record SerialLine(String device, int baud, Parity parity, int stopBits, Duration answer) implements ModbusLink {
        @Override
        public String toString() {
            return device;
        }
    }
}
