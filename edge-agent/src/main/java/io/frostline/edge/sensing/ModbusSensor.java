package io.frostline.edge.sensing;

import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import io.frostline.contract.column.Quality;
import io.frostline.edge.modbus.ModbusDevice;
import java.io.IOException;

/** Sensor in one or two registers of a Modbus device. */
record ModbusSensor(SensorKind.Modbus register, ModbusDevice device) implements TemperatureSource {
    /** Largest plausible temperature in degrees Celsius, whatever the sensor's range. */
    private static final double MAX_CELSIUS = 1_000_000;

    ModbusSensor(SensorKind.Modbus register) {
        this(register, ModbusDevice.of(register.link(), register.timeout()));
    }

    @Override
    public Measurement read() throws IOException {
        int count = register.format().registers;
        byte[] bytes = device.ask(client -> register.input()
                ? client.readInputRegisters(register.unit(), new ReadInputRegistersRequest(register.register(), count))
                        .registers()
                : client.readHoldingRegisters(
                                register.unit(), new ReadHoldingRegistersRequest(register.register(), count))
                        .registers());
        return decode(bytes, register);
    }

    /** Decodes a temperature, rounded to six decimals. */
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
        // the number before scaling; for a float its bits
        long number = register.format() == SensorKind.Format.INT16 ? (short) raw : raw;
        if (register.missing().contains(number)) {
            return new Measurement.Fault(
                    Quality.OUT_OF_RANGE, "the raw number " + number + " means that there is no value");
        }
        boolean isFloat = register.format() == SensorKind.Format.FLOAT32;
        double value = register.scale() * (isFloat ? (double) Float.intBitsToFloat(raw) : number);
        if (!Double.isFinite(value) || Math.abs(value) > MAX_CELSIUS || isDenormal(raw, register.format())) {
            return new Measurement.Fault(Quality.OUT_OF_RANGE, value + " is no temperature");
        }
        return new Measurement.Value(Math.round(value * 1_000_000));
    }

    /** Returns whether a float is nearer to zero than any sensor can be: swapped words, or words of no float, read so. */
    private static boolean isDenormal(int bits, SensorKind.Format format) {
        float value = Float.intBitsToFloat(bits);
        return format == SensorKind.Format.FLOAT32 && value != 0 && Math.abs(value) < Float.MIN_NORMAL;
    }

    @Override
    public String bus() {
        return register.bus();
    }

    @Override
    public void close() {
        device.close();
    }
}
