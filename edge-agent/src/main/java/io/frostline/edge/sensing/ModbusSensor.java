package io.frostline.edge.sensing;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import io.frostline.contract.column.Quality;
import java.io.IOException;

/** A register, or two, of a Modbus TCP device. */
final class ModbusSensor implements TemperatureSource {
    private final SensorKind.Modbus register;
    private final ModbusTcpClient client;

    ModbusSensor(SensorKind.Modbus register) {
        this.register = register;
        NettyTcpClientTransport transport = NettyTcpClientTransport.create(config -> {
            config.setHostname(register.host());
            config.setPort(register.port());
            config.setConnectTimeout(register.timeout());
            config.setConnectPersistent(false);
        });
        this.client = ModbusTcpClient.create(transport, config -> config.setRequestTimeout(register.timeout()));
    }

    @Override
    public Measurement read() throws IOException {
        try {
            if (!client.isConnected()) {
                client.connect();
            }
            byte[] bytes = register.input()
                    ? client.readInputRegisters(
                                    register.unit(),
                                    new ReadInputRegistersRequest(register.register(), register.format().registers))
                            .registers()
                    : client.readHoldingRegisters(
                                    register.unit(),
                                    new ReadHoldingRegistersRequest(register.register(), register.format().registers))
                            .registers();
            return decode(bytes, register);
        } catch (ModbusException e) {
            disconnect();
            throw new IOException("Modbus device " + register.host() + ": " + e.getMessage(), e);
        }
    }

    private void disconnect() {
        try {
            client.disconnect();
        } catch (ModbusException ignored) {
            // it was not connected
        }
    }

    /** Rounded to six decimals. */
    static Measurement decode(byte[] bytes, SensorKind.Modbus register) {
        if (bytes.length != 2 * register.format().registers) {
            return new Measurement.Fault(Quality.FAULT, "answered " + bytes.length + " bytes");
        }
        int raw = 0;
        for (int i = 0; i < register.format().registers; i++) {
            int word = register.swapWords() ? register.format().registers - 1 - i : i;
            int high = bytes[2 * word + (register.swapBytes() ? 1 : 0)] & 0xff;
            int low = bytes[2 * word + (register.swapBytes() ? 0 : 1)] & 0xff;
            raw = raw << 16 | high << 8 | low;
        }
        double value = register.scale()
                * switch (register.format()) {
                    case INT16 -> (short) raw;
                    case UINT16, INT32 -> raw;
                    case FLOAT32 -> Float.intBitsToFloat(raw);
                };
        if (!Double.isFinite(value) || value < -273.15 || value > 2000) {
            return new Measurement.Fault(Quality.OUT_OF_RANGE, value + " C is no temperature");
        }
        return new Measurement.Value(Math.round(value * 1_000_000));
    }

    @Override
    public void close() {
        disconnect();
    }
}
