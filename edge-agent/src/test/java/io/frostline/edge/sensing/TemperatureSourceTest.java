package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.ValidRange;
import io.frostline.edge.modbus.ModbusLink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemperatureSourceTest {
    @TempDir
    private Path folder;

    @Test
    void oneWireReadsWhatTheKernelShows() throws Exception {
        assertThat(oneWire("50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=-18062\n"))
                .isEqualTo(new Measurement.Value(-18_062_000));
        assertThat(quality(oneWire("50 05 : crc=1c NO\n50 05 t=-18062\n"))).isEqualTo(Quality.CHECKSUM);
        assertThat(quality(oneWire("50 05 : crc=1c YES\n50 05 t=85000\n"))).isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(quality(oneWire("50 05 : crc=1c YES\n50 05 t=-127000\n"))).isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(quality(oneWire("ff 07 4b 46 7f ff 01 10 2f : crc=2f YES\nff 07 4b 46 7f ff 01 10 2f t=127937\n")))
                .isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(quality(oneWire("00 00 00 00 00 00 00 00 00 : crc=00 YES\n00 00 00 00 00 00 00 00 00 t=0\n")))
                .isEqualTo(Quality.DISCONNECTED);
        assertThat(quality(oneWire("50 05 : crc=1c YES\n50 05 t=999000\n"))).isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(quality(oneWire("50 05 : crc=1c YES\n50 05\n"))).isEqualTo(Quality.FAULT);
        assertThat(quality(oneWire(""))).isEqualTo(Quality.DISCONNECTED);
        assertThat(quality(read(folder.resolve("nowhere")))).isEqualTo(Quality.DISCONNECTED);
    }

    private Measurement oneWire(String content) throws Exception {
        return read(Files.writeString(folder.resolve("w1_slave"), content));
    }

    private static Measurement read(Path file) throws Exception {
        try (OneWireSensor sensor = new OneWireSensor(file)) {
            return sensor.read().within(ValidRange.DS18B20);
        }
    }

    private static Quality quality(Measurement measurement) {
        return ((Measurement.Fault) measurement).quality();
    }

    @Test
    void modbusRegistersAreDecodedInEveryOrder() {
        assertThat(modbus(SensorKind.Format.INT16, false, false, 0.1, "ff3b"))
                .isEqualTo(new Measurement.Value(-19_700_000));
        assertThat(modbus(SensorKind.Format.INT16, false, true, 0.1, "3bff"))
                .isEqualTo(new Measurement.Value(-19_700_000));
        assertThat(modbus(SensorKind.Format.UINT16, false, false, 0.01, "0190"))
                .isEqualTo(new Measurement.Value(4_000_000));
        assertThat(modbus(SensorKind.Format.INT32, false, false, 0.001, "ffffb30c"))
                .isEqualTo(new Measurement.Value(-19_700_000));
        assertThat(modbus(SensorKind.Format.INT32, true, false, 0.001, "b30cffff"))
                .isEqualTo(new Measurement.Value(-19_700_000));
        assertThat(modbus(SensorKind.Format.FLOAT32, false, false, 1, "c19c0000"))
                .isEqualTo(new Measurement.Value(-19_500_000));
        assertThat(quality(modbus(SensorKind.Format.FLOAT32, false, false, 1, "7fc00000")))
                .isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(quality(modbus(SensorKind.Format.INT16, false, false, 1, "7fff")))
                .isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(quality(modbus(SensorKind.Format.INT32, false, false, 1, "0001")))
                .isEqualTo(Quality.FAULT);
    }

    /** A case from the field: the largest number is no value at any scale, nor is a float with swapped words. */
    @Test
    void aRawNumberThatMeansNothingIsAFaultWhateverTheScale() {
        for (double scale : new double[] {1, 0.1, 0.01, 0.001}) {
            for (String sentinel : new String[] {"7fff", "8000", "ffff"}) {
                assertThat(quality(modbus(SensorKind.Format.INT16, false, false, scale, sentinel)))
                        .as(sentinel + " at " + scale)
                        .isEqualTo(Quality.OUT_OF_RANGE);
            }
        }
        assertThat(quality(modbus(SensorKind.Format.FLOAT32, false, false, 1, "0000c194")))
                .isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(modbus(SensorKind.Format.FLOAT32, false, false, 1, "00000000"))
                .isEqualTo(new Measurement.Value(0));
    }

    private static final Set<Long> MISSING = Set.of(0x7fffL, -0x8000L, -1L);

    private static Measurement modbus(
            SensorKind.Format format, boolean words, boolean bytes, double scale, String hex) {
        return ModbusSensor.decode(
                HexFormat.of().parseHex(hex),
                new SensorKind.Modbus(
                        new ModbusLink.Tcp("h", 502),
                        1,
                        0,
                        false,
                        format,
                        words,
                        bytes,
                        scale,
                        MISSING,
                        Duration.ofSeconds(1)));
    }

    @Test
    void theSimulatedRoomStaysAroundItsSetPointAndIsTheSameForASeed() {
        double[] seconds = {0};
        SensorKind.Simulated kind = new SensorKind.Simulated(-20, 25, 0.1, 3);
        SimulatedSensor one = new SimulatedSensor(kind, () -> seconds[0]);
        SimulatedSensor two = new SimulatedSensor(kind, () -> seconds[0]);
        double sum = 0;
        for (int i = 0; i < 86_400; i += 10) {
            seconds[0] = i;
            Measurement.Value value = (Measurement.Value) one.read();
            assertThat(two.read()).isEqualTo(value);
            assertThat(value.microCelsius() % 100_000).isZero();
            assertThat(value.microCelsius()).isBetween(-24_000_000L, 0L);
            sum += value.microCelsius() / 1e6;
        }
        assertThat(sum / 8640).isBetween(-21.0, -17.0);
    }
}
