package io.frostline.coldroom.excursion;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Limit.Side;
import io.frostline.coldroom.room.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpdateThrottleTest {
    private static final Watch WATCH = new Watch("north", "probe", "cooler", "air", Watch.Kind.EACH);
    private static final Instant NOW = Instant.parse("2026-01-15T09:00:00Z");

    private final UpdateThrottle throttle = new UpdateThrottle(Duration.ofSeconds(5));

    /** Holds even if no further finding follows. */
    @Test
    void whatWasPutOffComesOnceItIsTime() {
        Finding first = open(10);
        Finding second = open(11);
        Finding third = open(12);
        assertThat(throttle.admit(List.of(first), NOW)).containsExactly(first);
        assertThat(throttle.admit(List.of(second), NOW.plusSeconds(1))).isEmpty();
        assertThat(throttle.admit(List.of(third), NOW.plusSeconds(2))).isEmpty();
        assertThat(throttle.takeDue(NOW.plusSeconds(4))).isEmpty();
        assertThat(throttle.takeDue(NOW.plusSeconds(5))).containsExactly(third);
        assertThat(throttle.takeDue(NOW.plusSeconds(20))).isEmpty();
    }

    @Test
    void anEndIsNotPutOffAndTakesThePlaceOfWhatWas() {
        Finding end = finding(12, NOW);
        assertThat(throttle.admit(List.of(open(10)), NOW)).hasSize(1);
        assertThat(throttle.admit(List.of(open(11)), NOW.plusSeconds(1))).isEmpty();
        assertThat(throttle.admit(List.of(end), NOW.plusSeconds(2))).containsExactly(end);
        assertThat(throttle.takeDue(NOW.plusSeconds(10))).isEmpty();
    }

    private static Finding open(long peak) {
        return finding(peak, null);
    }

    private static Finding finding(long peak, @Nullable Instant to) {
        Instant from = Instant.parse("2026-01-15T08:00:00Z");
        Found found = new Found(Side.HIGH, from, to, peak * 1000, 0, peak, from, Map.of("warning", from));
        return new Finding(WATCH, from, null, List.of(found), Finding.Cause.LIVE);
    }
}
