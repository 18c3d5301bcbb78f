package io.frostline.edge.modbus;

import com.digitalpetri.modbus.serial.server.SerialPortServerTransport;
import com.digitalpetri.modbus.server.ModbusRtuServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Units 1 and 2 on a serial line of the kernel, with the same registers. */
public final class ModbusUnits implements AutoCloseable {
    public static final int BAUD = 115_200;
    private static final int UNITS = 2;

    private final SerialCable cable = new SerialCable();
    private final ModbusRtuServer server;

    /**
     * Starts the units.
     *
     * @param registers values of the holding registers
     */
    public ModbusUnits(Map<Integer, Integer> registers) throws ExecutionException, InterruptedException {
        ProcessImage image = new ProcessImage();
        image.with(tx -> tx.writeHoldingRegisters(held -> registers.forEach((register, value) ->
                held.put(register, new byte[] {(byte) (value >> 8), value.byteValue()}))));
        server = ModbusRtuServer.create(
                SerialPortServerTransport.create(config -> config.setSerialPort(cable.device(0))
                        .setBaudRate(BAUD)
                        .setDataBits(8)
                        .setParity(0)
                        .setStopBits(1)),
                new ReadWriteModbusServices() {
                    @Override
                    protected Optional<ProcessImage> getProcessImage(int unitId) {
                        return unitId <= UNITS ? Optional.of(image) : Optional.empty();
                    }
                });
        server.start();
    }

    /** Returns the device at which an agent finds them. */
    public String line() {
        return cable.device(1);
    }

    public SerialCable cable() {
        return cable;
    }

    @Override
    public void close() throws ExecutionException, InterruptedException {
        server.stop();
        cable.close();
    }
}
