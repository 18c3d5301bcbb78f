package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.digitalpetri.modbus.serial.server.SerialPortServerTransport;
import com.digitalpetri.modbus.server.ModbusRtuServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import io.frostline.edge.modbus.ModbusLink;
import io.frostline.edge.modbus.ModbusLink.Parity;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Units 1 and 2 on a serial line of the kernel. */
class ModbusLineIT {
    private static final int BAUD = 115_200;

    private final ProcessImage image = new ProcessImage();
    private final SerialCable cable = new SerialCable();
    private ModbusRtuServer units;

    @BeforeEach
    void start() throws Exception {
        image.with(tx -> tx.writeHoldingRegisters(registers -> {
            registers.put(1, HexFormat.of().parseHex("ff3b"));
            registers.put(2, HexFormat.of().parseHex("002a"));
        }));
        units = ModbusRtuServer.create(
                SerialPortServerTransport.create(config -> config.setSerialPort(cable.device(0))
                        .setBaudRate(BAUD)
                        .setDataBits(8)
                        .setParity(0)
                        .setStopBits(1)),
                new ReadWriteModbusServices() {
                    @Override
                    protected Optional<ProcessImage> getProcessImage(int unitId) {
                        return unitId <= 2 ? Optional.of(image) : Optional.empty();
                    }
                });
        units.start();
    }

    @AfterEach
    void stop() throws Exception {
        units.stop();
        cable.close();
    }

    private ModbusSensor sensor(int unit, int register) {
        return new ModbusSensor(new SensorKind.Modbus(
                new ModbusLink.SerialLine(cable.device(1), BAUD, Parity.NONE, 1),
                unit,
                register,
                false,
                SensorKind.Format.INT16,
                false,
                false,
                0.1,
                Duration.ofMillis(500)));
    }

    @Test
    void sensorsOfOneLineAreAskedOneAfterTheOther() throws Exception {
        try (ModbusSensor freezer = sensor(1, 1);
                ModbusSensor cooler = sensor(2, 2);
                ExecutorService pollers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Measurement>> polls = IntStream.range(0, 20)
                    .<Callable<Measurement>>mapToObj(i -> i % 2 == 0 ? freezer::read : cooler::read)
                    .toList();
            List<Future<Measurement>> read = pollers.invokeAll(polls);
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i).get()).isEqualTo(new Measurement.Value(i % 2 == 0 ? -19_700_000 : 4_200_000));
            }
        }
    }

    @Test
    void aCableThatWasPulledHoldsUpNothingOnceItIsBack() throws Exception {
        try (ModbusSensor freezer = sensor(1, 1)) {
            assertThat(freezer.read()).isEqualTo(new Measurement.Value(-19_700_000));
            cable.pull(true);
            assertThatThrownBy(freezer::read).isInstanceOf(IOException.class).hasMessageContaining(cable.device(1));
            cable.pull(false);
            assertThat(freezer.read()).isEqualTo(new Measurement.Value(-19_700_000));
        }
    }

    /** An answer does not say which register it is of. */
    @Test
    void anAnswerThatComesLateIsNotTakenForAnother() throws Exception {
        try (ModbusSensor freezer = sensor(1, 1);
                ModbusSensor cooler = sensor(1, 2)) {
            assertThat(cooler.read()).isEqualTo(new Measurement.Value(4_200_000));
            cable.slow(true);
            assertThatThrownBy(freezer::read).isInstanceOf(IOException.class);
            Thread.ofVirtual().start(() -> cable.slow(false));
            assertThat(cooler.read()).isEqualTo(new Measurement.Value(4_200_000));
        }
    }

    @Test
    void theLineIsOpenAsLongAsOneSensorNeedsIt() throws Exception {
        ModbusSensor freezer = sensor(1, 1);
        try (ModbusSensor cooler = sensor(2, 2)) {
            assertThat(freezer.read()).isEqualTo(new Measurement.Value(-19_700_000));
            freezer.close();
            assertThat(cooler.read()).isEqualTo(new Measurement.Value(4_200_000));
        }
        try (ModbusSensor anew = sensor(1, 1)) {
            assertThat(anew.read()).isEqualTo(new Measurement.Value(-19_700_000));
        }
    }

    @Test
    void aLineThatIsNotThereIsSaidSo() {
        ModbusSensor nowhere = new ModbusSensor(new SensorKind.Modbus(
                new ModbusLink.SerialLine("/dev/ttyNOWHERE", BAUD, Parity.EVEN, 1),
                1,
                1,
                false,
                SensorKind.Format.INT16,
                false,
                false,
                1,
                Duration.ofMillis(500)));
        assertThatThrownBy(nowhere::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/dev/ttyNOWHERE: there is no such serial line");
        nowhere.close();
    }
}
