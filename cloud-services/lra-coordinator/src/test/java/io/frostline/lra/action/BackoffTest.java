package io.frostline.lra.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"1, 200", "2, 400", "5, 3200", "9, 30000", "1000, 30000"})
    void doublesUpToTheLongestAndHalfIsRandom(int attempt, long most) {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
        Random random = new Random(attempt);
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.after(attempt, random).toMillis()).isBetween(most / 2, most);
        }
    }
}
