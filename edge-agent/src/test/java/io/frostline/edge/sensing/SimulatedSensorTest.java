package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimulatedSensorTest {
    private static final int DAY = 86_400;
    private static final int STEP = 10;
    private static final int DEFROST_EVERY = 6 * 3600 / STEP;

    @Test
    void theSameSeedGivesTheSameSeriesAndAnotherAnother() {
        assertThat(celsius(-20, 25, 3, DAY)).isEqualTo(celsius(-20, 25, 3, DAY));
        assertThat(celsius(-20, 25, 3, DAY)).isNotEqualTo(celsius(-20, 25, 4, DAY));
    }

    @Test
    void theCompressorSawsAroundTheSetPoint() {
        for (int setPoint : new int[] {-28, -20, 3}) {
            double[] room = celsius(setPoint, 25, 3, DAY);
            assertThat(turns(room, setPoint)).isGreaterThan(10);
            assertThat(Arrays.stream(room)
                            .filter(t -> Math.abs(t - setPoint) < 1.3)
                            .count())
                    .as("within the hysteresis and the noise")
                    .isGreaterThan(room.length * 3 / 5);
            assertThat(Arrays.stream(room).min().orElseThrow()).isGreaterThan(setPoint - 1.5);
        }
    }

    /** Counts rises from a degree below to a degree above the set point, with a tolerance for noise. */
    private static int turns(double[] room, double setPoint) {
        int turns = 0;
        boolean cold = false;
        for (double celsius : room) {
            if (cold && celsius > setPoint + 0.9) {
                turns++;
                cold = false;
            } else if (celsius < setPoint - 0.9) {
                cold = true;
            }
        }
        return turns;
    }

    @Test
    void aDefrostWarmsTheRoomEverySixHours() {
        double[] room = celsius(-20, 25, 3, 10 * DAY);
        // doors open at random, defrosts at a fixed period: folded onto the period, only the defrost remains
        double[] folded = new double[DEFROST_EVERY];
        int periods = room.length / DEFROST_EVERY;
        for (int i = 0; i < periods * DEFROST_EVERY; i++) {
            folded[i % DEFROST_EVERY] += room[i] / periods;
        }
        int warmest = 0;
        for (int i = 0; i < folded.length; i++) {
            warmest = folded[i] > folded[warmest] ? i : warmest;
        }
        assertThat(folded[warmest]).isGreaterThan(-20 + 5);
        for (int period = 1; period < periods - 1; period++) {
            double top = Double.NEGATIVE_INFINITY;
            for (int i = -6; i <= 6; i++) {
                top = Math.max(top, room[period * DEFROST_EVERY + warmest + i]);
            }
            assertThat(top).as("defrost number " + period).isGreaterThan(-20 + 5);
        }
        long warm = Arrays.stream(folded).filter(t -> t > -20 + 3).count();
        assertThat(warm * STEP).as("seconds").isBetween(600L, 3600L);
    }

    @Test
    void doorsOpenNowAndThenAndNotAtTheSameTimesEverywhere() {
        assertThat(doors(3)).isBetween(10, 60); // of about 48 a day, without those hidden by a defrost or by noise
        assertThat(doors(4)).isBetween(10, 60);
    }

    /** Counts rises of 0.45 degrees within half a minute: a defrost makes 0.3, a door 0.5 to 0.7, the noise 0.04. */
    private static int doors(int seed) {
        double[] room = celsius(-20, 25, seed, DAY);
        int doors = 0;
        for (int i = 6; i < room.length; i += 6) {
            if (mean(room, i) - mean(room, i - 3) > 0.45) {
                doors++;
                i += 12;
            }
        }
        return doors;
    }

    private static double mean(double[] room, int at) {
        return (room[at] + room[at - 1] + room[at - 2]) / 3;
    }

    @Test
    void theAmbientWarmsTheRoomThroughItsWalls() {
        int lastHour = 5 * 3600;
        assertThat(minutesOfCooling(35, lastHour)).isGreaterThan(minutesOfCooling(5, lastHour));
    }

    private static int minutesOfCooling(double ambient, int seconds) {
        double[] room = celsius(-20, ambient, 3, seconds);
        int falling = 0;
        for (int i = 9; i < room.length; i += 6) {
            falling += mean(room, i) < mean(room, i - 6) ? 1 : 0;
        }
        return falling;
    }

    /** Returns one reading every ten seconds. */
    private static double[] celsius(double setPoint, double ambient, long seed, int seconds) {
        double[] now = {0};
        SimulatedSensor sensor =
                new SimulatedSensor(new SensorKind.Simulated(setPoint, ambient, 0.01, seed), () -> now[0]);
        double[] celsius = new double[seconds / STEP];
        for (int i = 0; i < celsius.length; i++) {
            now[0] = i * STEP;
            celsius[i] = ((Measurement.Value) sensor.read()).microCelsius() / 1e6;
        }
        return celsius;
    }
}
