package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.frostline.edge.modbus.ModbusLink;
import io.frostline.edge.modbus.ModbusLink.Parity;
import io.frostline.edge.modbus.ModbusUnits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Test of sensors on a serial line of the kernel. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModbusLineIT {
    private static final int FREEZER = 1;
    private static final int COOLER = 2;
    private static final Measurement COLD = new Measurement.Value(-19_700_000);
    private static final Measurement COOL = new Measurement.Value(4_200_000);

    private ModbusUnits units;

    @BeforeEach
    void start() throws Exception {
        units = new ModbusUnits(Map.of(FREEZER, -197, COOLER, 42));
    }

    @AfterEach
    void stop() throws Exception {
        units.close();
    }

    private ModbusSensor sensor(int unit, int register) {
        return sensor(units.line(), unit, register);
    }

    private static ModbusSensor sensor(String line, int unit, int register) {
        return new ModbusSensor(new SensorKind.Modbus(
                new ModbusLink.SerialLine(line, ModbusUnits.BAUD, Parity.NONE, 1, Duration.ofMillis(500)),
                unit,
                register,
                false,
                SensorKind.Format.INT16,
                false,
                false,
                0.1,
                Set.of(),
                Duration.ofSeconds(5)));
    }

    @Test
    void sensorsOfOneLineAreAskedOneAfterTheOther() throws Exception {
        try (ModbusSensor freezer = sensor(1, FREEZER);
                ModbusSensor cooler = sensor(2, COOLER);
                ExecutorService pollers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Measurement>> polls = IntStream.range(0, 20)
                    .<Callable<Measurement>>mapToObj(i -> i % 2 == 0 ? freezer::read : cooler::read)
                    .toList();
            List<Future<Measurement>> read = pollers.invokeAll(polls);
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i).get()).isEqualTo(i % 2 == 0 ? COLD : COOL);
            }
        }
    }

    @Test
    void aCableThatWasPulledHoldsUpNothingOnceItIsBack() throws Exception {
        try (ModbusSensor freezer = sensor(1, FREEZER)) {
            assertThat(freezer.read()).isEqualTo(COLD);
            units.cable().pull(true);
            assertThatThrownBy(freezer::read).isInstanceOf(IOException.class).hasMessageContaining(units.line());
            units.cable().pull(false);
            assertThat(freezer.read()).isEqualTo(COLD);
        }
    }

    @Test
    void anAnswerThatComesLateIsNotTakenForAnother() throws Exception {
        isAnsweredByItselfAfter(freezer -> assertThatThrownBy(freezer::read).isInstanceOf(IOException.class));
    }

    /** Interrupts the read, as the poller does with a sensor that exceeds its timeout. */
    @Test
    void norIsTheAnswerToOneThatWasInterrupted() throws Exception {
        isAnsweredByItselfAfter(freezer -> {
            long asked = units.cable().carried(1);
            Thread reader = Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(freezer::read).isInstanceOf(IOException.class));
            await().until(() -> units.cable().carried(1) > asked);
            reader.interrupt();
            assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        });
    }

    /**
     * Asserts that a late answer is not taken for the next one: an answer does not name its register.
     *
     * @param unanswered request that gets no answer in time
     */
    private void isAnsweredByItselfAfter(ThrowingConsumer<ModbusSensor> unanswered) throws Exception {
        try (ModbusSensor freezer = sensor(1, FREEZER);
                ModbusSensor cooler = sensor(1, COOLER)) {
            assertThat(cooler.read()).isEqualTo(COOL);
            units.cable().slow(true);
            unanswered.accept(freezer);
            Thread.ofVirtual().start(() -> units.cable().slow(false));
            assertThat(cooler.read()).isEqualTo(COOL);
        }
    }

    @Test
    void theLineIsOpenAsLongAsOneSensorNeedsIt() throws Exception {
        ModbusSensor freezer = sensor(1, FREEZER);
        try (ModbusSensor cooler = sensor(2, COOLER)) {
            assertThat(freezer.read()).isEqualTo(COLD);
            freezer.close();
            assertThat(cooler.read()).isEqualTo(COOL);
        }
        try (ModbusSensor anew = sensor(1, FREEZER)) {
            assertThat(anew.read()).isEqualTo(COLD);
        }
    }

    /** udev gives an adapter a fixed name, which later denotes another device. */
    @Test
    void anAdapterThatComesBackAsAnotherDeviceIsFound(@TempDir Path folder) throws Exception {
        Path name = Files.createSymbolicLink(folder.resolve("usb-adapter"), Path.of(units.line()));
        try (ModbusSensor freezer = sensor(name.toString(), 1, FREEZER)) {
            assertThat(freezer.read()).isEqualTo(COLD);
            units.close();
            Files.delete(name);
            assertThatThrownBy(freezer::read).isInstanceOf(IOException.class);
            units = new ModbusUnits(Map.of(FREEZER, -180));
            Files.createSymbolicLink(name, Path.of(units.line()));
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                try {
                    assertThat(freezer.read()).isEqualTo(new Measurement.Value(-18_000_000));
                } catch (IOException e) {
                    throw new AssertionError(
                            "the last answer of the line", e); // the line's last answer: a timeout reveals it
                }
            });
        }
    }

    @Test
    void aLineThatIsNotThereIsSaidSo() {
        try (ModbusSensor nowhere = sensor("/dev/ttyNOWHERE", 1, FREEZER)) {
            assertThatThrownBy(nowhere::read)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/dev/ttyNOWHERE: there is no such serial line");
        }
    }
}
