package io.frostline.edge.control;

import io.frostline.edge.modbus.ModbusDevice;
import java.time.Duration;

/** A coil, or a discrete input, of a Modbus TCP device. */
public record ModbusPoint(String host, int port, int unit, int address) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    ModbusDevice connect() {
        return new ModbusDevice(host, port, PATIENCE);
    }

    /** Of an answer in which the lowest bit of the first byte is the first coil. */
    static boolean firstBit(byte[] bits) {
        return bits.length > 0 && (bits[0] & 1) != 0;
    }

    @Override
    public String toString() {
        return host + ":" + port + " unit " + unit + " number " + address;
    }
}
