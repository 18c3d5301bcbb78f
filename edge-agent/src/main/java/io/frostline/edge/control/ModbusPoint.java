package io.frostline.edge.control;

import io.frostline.edge.modbus.ModbusDevice;
import io.frostline.edge.modbus.ModbusLink;
import java.time.Duration;

/** Address of a coil or a discrete input of a Modbus TCP device. */
public record ModbusPoint(String host, int port, int unit, int address) {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    ModbusDevice connect() {
        return ModbusDevice.of(new ModbusLink.Tcp(host, port), TIMEOUT);
    }

    /** Returns the first coil of an answer: the lowest bit of its first byte. */
    static boolean firstBit(byte[] bits) {
        return bits.length > 0 && (bits[0] & 1) != 0;
    }

    @Override
    public String toString() {
        return host + ":" + port + " unit " + unit + " number " + address;
    }
}
