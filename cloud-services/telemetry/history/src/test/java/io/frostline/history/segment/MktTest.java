package io.frostline.history.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.frostline.contract.column.Readings;
import org.junit.jupiter.api.Test;

class MktTest {
    @Test
    void aConstantTemperatureIsItsOwnMean() {
        for (int celsius : new int[] {-80, -20, 4, 25, 60}) {
            assertThat(mkt(celsius, celsius, celsius)).isCloseTo(celsius, offset(1e-9));
        }
    }

    @Test
    void warmthWeighsMoreThanItsTime() {
        // by hand: 10000 / -ln((e^(-10000/298.15) + e^(-10000/313.15)) / 2) - 273.15
        assertThat(mkt(25, 40)).isCloseTo(35.07409, offset(1e-4));
        assertThat(mkt(25, 40)).isGreaterThan(32.5);
    }

    @Test
    void nothingHasNoMean() {
        assertThat(new Summary().mkt()).isNaN();
    }

    private static double mkt(int... celsius) {
        Readings readings = new Readings(celsius.length);
        for (int i = 0; i < celsius.length; i++) {
            readings.add(i * 60_000L, celsius[i] * 1_000_000L, (byte) 0, 60_000);
        }
        Summary summary = Summary.of(readings);
        summary.endAt(celsius.length * 60_000L);
        return summary.mkt();
    }
}
