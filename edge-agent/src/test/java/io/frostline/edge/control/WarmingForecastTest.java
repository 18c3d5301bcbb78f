package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class WarmingForecastTest {
    private final SplittableRandom noise = new SplittableRandom(1);

    @Test
    void saysHowLongALineTakes() {
        WarmingForecast forecast = new WarmingForecast(-10);
        observe(forecast, 20, 1, minute -> -20 + 0.2 * minute);
        // a trend of 0.2 a minute that fades in 30 minutes rises by 6 degrees at last: just to the limit, but for the
        // noise
        assertThat(forecast.untilCrossed().filter(left -> left.compareTo(Duration.ofHours(1)) < 0))
                .isEmpty();
        observe(forecast, 30, 1, minute -> -20 + 0.2 * minute);
        assertThat(forecast.untilCrossed().orElseThrow())
                .isBetween(Duration.ofMinutes(28), Duration.ofMinutes(38)); // 4 degrees: 30 ln 3 = 33
        observe(forecast, 45, 1, minute -> -20 + 0.2 * minute);
        assertThat(forecast.untilCrossed().orElseThrow()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(7));
    }

    private int observed;

    /** Adds noisy readings until a minute is reached. */
    private void observe(WarmingForecast forecast, int until, int everySeconds, DoubleUnaryOperator celsius) {
        for (; observed <= until * 60; observed += everySeconds) {
            double reading = celsius.applyAsDouble(observed / 60.0) + 0.05 * noise.nextGaussian();
            forecast.observe(Duration.ofSeconds(observed), Math.round(reading * 10) / 10.0);
        }
    }

    @Test
    void whatStandsOrFallsIsNeverCrossed() {
        WarmingForecast forecast = new WarmingForecast(-18);
        observe(forecast, 60, 10, minute -> -20);
        assertThat(forecast.untilCrossed().filter(left -> left.compareTo(Duration.ofHours(1)) < 0))
                .isEmpty();
        observe(forecast, 90, 10, minute -> -20 - (minute - 60) * 0.1);
        assertThat(forecast.untilCrossed()).isEmpty();
    }

    @Test
    void nothingIsSaidAcrossAGapOrAfterARestart() {
        WarmingForecast forecast = new WarmingForecast(-10);
        observe(forecast, 40, 1, minute -> -20 + 0.2 * minute);
        assertThat(forecast.untilCrossed()).isPresent();
        forecast.restart();
        assertThat(forecast.untilCrossed()).isEmpty();
        observe(forecast, 42, 1, minute -> -20 + 0.2 * minute);
        forecast.observe(Duration.ofHours(4), -11);
        assertThat(forecast.untilCrossed()).isEmpty();
    }

    @Test
    void warnsOnceOfEachWarming() {
        WarmingWatch watch = new WarmingWatch(-10, Duration.ofMinutes(30));
        List<Integer> warned = new ArrayList<>();
        for (int minute = 0; minute < 1440; minute++) {
            int m = minute;
            // twice a day it warms past the limit for an hour and a half, and is cold again three hours after the start
            double phase = minute % 720;
            double celsius = phase < 90 ? -20 + phase * 0.15 : Math.max(-20, -6.5 - (phase - 90) * 0.15);
            watch.observe(Duration.ofMinutes(minute), celsius).ifPresent(left -> warned.add(m));
        }
        assertThat(warned).hasSize(2);
        assertThat(warned.get(0)).isBetween(30, 60);
        assertThat(warned.get(1)).isBetween(750, 780);
    }
}
