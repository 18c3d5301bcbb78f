package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefrostScheduleTest {
    private static final Duration LONG_AGO = Duration.ofHours(12);
    private final DefrostSchedule daily = new DefrostSchedule.Daily(
            List.of(LocalTime.of(2, 0), LocalTime.of(23, 59, 59)), ZoneId.of("Europe/Madrid"));

    @Test
    void isDueWhenATimeOfTheDayPasses() {
        assertThat(due(LONG_AGO, "2026-01-10T00:59:58Z", "2026-01-10T00:59:59Z"))
                .isFalse();
        assertThat(due(LONG_AGO, "2026-01-10T00:59:59Z", "2026-01-10T01:00:00Z"))
                .isTrue();
        assertThat(due(LONG_AGO, "2026-01-10T01:00:00Z", "2026-01-10T01:00:01Z"))
                .isFalse();
        assertThat(due(LONG_AGO, "2026-01-10T22:59:58Z", "2026-01-10T23:00:01Z"))
                .as("over midnight")
                .isTrue();
    }

    @Test
    void aClockThatIsSetForwardSkipsNoneAndOneSetBackRepeatsNoneWithinTheHour() {
        assertThat(due(LONG_AGO, "2026-01-10T00:30:00Z", "2026-01-10T05:00:00Z"))
                .isTrue();
        assertThat(due(LONG_AGO, "2026-01-10T05:00:00Z", "2026-01-10T00:30:00Z"))
                .isFalse();
        assertThat(due(Duration.ofMinutes(40), "2026-01-10T00:59:59Z", "2026-01-10T01:00:00Z"))
                .isFalse();
    }

    @Test
    void withoutAClockItIsDueOnceADay() {
        assertThat(daily.isDue(Duration.ofHours(24), null, null)).isFalse();
        assertThat(daily.isDue(Duration.ofHours(25), null, null)).isTrue();
    }

    private boolean due(Duration sinceLast, String before, String now) {
        return daily.isDue(sinceLast, Instant.parse(before), Instant.parse(now));
    }
}
