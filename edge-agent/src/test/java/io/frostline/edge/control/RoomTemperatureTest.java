package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RoomTemperatureTest {
    private final RoomTemperature room = new RoomTemperature(Duration.ofSeconds(60));

    @Test
    void isTheMedianOfTheSensorsThatAnswer() {
        assertThat(at(0)).isEmpty();
        room.accept("a", -20, Duration.ofSeconds(0));
        assertThat(at(0)).hasValue(-20);
        room.accept("b", -18, Duration.ofSeconds(10));
        assertThat(at(10)).hasValue(-19);
        room.accept("c", 40, Duration.ofSeconds(20));
        assertThat(at(20)).hasValue(-18);
    }

    @Test
    void aSensorCountsUntilItsLastReadingIsTooOld() {
        room.accept("a", -20, Duration.ofSeconds(0));
        room.accept("b", -18, Duration.ofSeconds(30));
        assertThat(at(60)).hasValue(-19);
        assertThat(at(61)).hasValue(-18);
        assertThat(at(91)).isEmpty();
    }

    private OptionalDouble at(int seconds) {
        return room.at(Duration.ofSeconds(seconds));
    }
}
