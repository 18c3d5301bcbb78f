package io.frostline.edge.control;

import com.digitalpetri.modbus.pdu.ReadDiscreteInputsRequest;
import io.frostline.edge.modbus.ModbusDevice;
import java.io.IOException;

/** Discrete input of a Modbus TCP device: on while the door is open. */
record ModbusDoorContact(ModbusPoint point, ModbusDevice device) implements DoorContact {
    ModbusDoorContact(ModbusPoint point) {
        this(point, point.connect());
    }

    @Override
    public boolean isOpen() throws IOException {
        return ModbusPoint.firstBit(device.ask(
                client -> client.readDiscreteInputs(point.unit(), new ReadDiscreteInputsRequest(point.address(), 1))
                        .inputs()));
    }

    @Override
    public void close() {
        device.close();
    }
}
