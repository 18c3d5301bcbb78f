package io.frostline.edge.control;

import com.digitalpetri.modbus.client.ModbusClient;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.pdu.ReadCoilsRequest;
import com.digitalpetri.modbus.pdu.WriteSingleCoilRequest;
import io.frostline.edge.modbus.ModbusDevice;
import java.io.IOException;

/** Coil of a Modbus TCP device, read back after it is written. */
record ModbusCoil(ModbusPoint point, ModbusDevice device) implements Actuator {
    ModbusCoil(ModbusPoint point) {
        this(point, point.connect());
    }

    @Override
    public boolean isOn() throws IOException {
        return device.ask(this::read);
    }

    @Override
    public void set(boolean on) throws IOException {
        boolean reads = device.ask(client -> {
            client.writeSingleCoil(point.unit(), new WriteSingleCoilRequest(point.address(), on));
            return read(client);
        });
        if (reads != on) {
            throw new IOException(point + " was switched " + (on ? "on" : "off") + " and reads otherwise");
        }
    }

    private boolean read(ModbusClient client) throws ModbusException {
        byte[] coils = client.readCoils(point.unit(), new ReadCoilsRequest(point.address(), 1))
                .coils();
        return ModbusPoint.firstBit(coils);
    }

    @Override
    public void close() {
        device.close();
    }
}
