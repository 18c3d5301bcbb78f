package io.frostline.platform.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final int DRAWN = 2_000;

    private final Backoff backoff = new Backoff(Duration.ofMillis(1_000), Duration.ofMillis(60_000));

    /** The shortest and the longest of many pauses come close to their bounds, and never pass them. */
    @ParameterizedTest
    @CsvSource({"1,1000", "2,2000", "3,4000", "6,32000", "7,60000", "8,60000", "64,60000", "2147483647,60000"})
    void doublesUpToTheLongestAndIsDrawnFromTheUpperHalf(int failures, long whole) {
        List<Long> drawn = drawn(failures);
        assertThat(drawn).allMatch(pause -> pause >= whole / 2 && pause <= whole);
        assertThat(drawn.stream().mapToLong(Long::longValue).min().orElseThrow())
                .isLessThan(whole * 55 / 100);
        assertThat(drawn.stream().mapToLong(Long::longValue).max().orElseThrow())
                .isGreaterThan(whole * 95 / 100);
    }

    @Test
    void whatHasNotFailedPausesAsIfOnce() {
        assertThat(drawn(0)).allMatch(pause -> pause <= 1_000);
        assertThat(drawn(-1)).allMatch(pause -> pause <= 1_000);
    }

    private List<Long> drawn(int failures) {
        return IntStream.range(0, DRAWN)
                .mapToObj(i -> backoff.after(failures).toMillis())
                .toList();
    }
}
