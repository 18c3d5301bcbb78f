package io.frostline.coldroom.detection;

import static io.frostline.coldroom.detection.Series.micro;
import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Limit.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Test of time outside that is summed over a local day; each figure is counted by hand. */
class DailyLimitTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final Limits FOUR_HOURS =
            Detection.always(new Limit(null, micro(8), 0, List.of(new Stage("critical", Duration.ofHours(4))), MADRID));

    @Test
    void fourAndAHalfHoursAreFourAndAHalfHours() {
        Series day = new Series(Duration.ofMinutes(10))
                .hold("2026-01-15T05:00:00Z", "2026-01-15T06:30:00Z", 9) // 1.5 h
                .hold("2026-01-15T06:30:00Z", "2026-01-15T12:00:00Z", 5)
                .hold("2026-01-15T12:00:00Z", "2026-01-15T15:00:00Z", 9) // 3 h
                .hold("2026-01-15T15:00:00Z", "2026-01-15T23:30:00Z", 5);
        assertThat(Detection.excursions(day.readings(), FOUR_HOURS))
                .singleElement()
                .satisfies(excursion -> {
                    assertThat(excursion.outside()).isEqualTo(Duration.ofMinutes(270));
                    assertThat(excursion.raised()).isEqualTo(Map.of("critical", Instant.parse("2026-01-15T14:30:00Z")));
                    assertThat(excursion.to()).isEqualTo(Instant.parse("2026-01-15T23:00:00Z"));
                });
    }

    /** Midnight in Madrid is 23:00 UTC in winter: 3.5 hours before it and 3.5 after count as 3.5 hours on each day. */
    @Test
    void aDayDoesNotGoOnIntoTheNext() {
        Series night = new Series(Duration.ofMinutes(10)).hold("2026-01-15T19:30:00Z", "2026-01-16T02:30:00Z", 9);
        assertThat(Detection.excursions(night.readings(), FOUR_HOURS)).isEmpty();
        night.hold("2026-01-16T02:30:00Z", "2026-01-16T03:10:00Z", 9);
        assertThat(Detection.excursions(night.readings(), FOUR_HOURS))
                .singleElement()
                .satisfies(excursion -> {
                    assertThat(excursion.from()).isEqualTo(Instant.parse("2026-01-15T23:00:00Z"));
                    assertThat(excursion.to()).isNull();
                    assertThat(excursion.outside()).isEqualTo(Duration.ofHours(4));
                });
    }

    /** A reading every ten minutes from 22:55 on counts for five minutes of each day. */
    @Test
    void aReadingAtMidnightSpeaksForBothDays() {
        Limits minutes = Detection.always(
                new Limit(null, micro(8), 0, List.of(new Stage("critical", Duration.ofMinutes(5))), MADRID));
        Series series = new Series(Duration.ofMinutes(10))
                .add("2026-01-15T22:55:00Z", 9)
                .add("2026-01-15T23:05:00Z", 5);
        assertThat(Detection.excursions(series.readings(), minutes))
                .extracting(Excursion::outside)
                .containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(5));
    }

    /** On 29 March 2026 the day in Madrid has 23 hours: from 23:00 UTC to 22:00 UTC. */
    @Test
    void aDayOnWhichClocksChangeIsAsLongAsItIs() {
        Series day = new Series(Duration.ofMinutes(10)).hold("2026-03-28T23:00:00Z", "2026-03-30T00:00:00Z", 9);
        assertThat(Detection.excursions(day.readings(), FOUR_HOURS)).first().satisfies(excursion -> {
            assertThat(excursion.outside()).isEqualTo(Duration.ofHours(23));
            assertThat(excursion.to()).isEqualTo(Instant.parse("2026-03-29T22:00:00Z"));
        });
    }

    /** Two hours, three of silence, two: 2 h, the last reading's 10 minutes included, and 2 h. */
    @Test
    void aGapAddsNothing() {
        Series day = new Series(Duration.ofMinutes(10))
                .hold("2026-01-15T08:00:00Z", "2026-01-15T10:00:00Z", 9)
                .hold("2026-01-15T13:00:00Z", "2026-01-15T15:00:00Z", 9)
                .add("2026-01-15T15:00:00Z", 5);
        assertThat(Detection.excursions(day.readings(), FOUR_HOURS))
                .singleElement()
                .satisfies(excursion -> {
                    assertThat(excursion.outside()).isEqualTo(Duration.ofHours(4));
                    assertThat(excursion.raised()).isEqualTo(Map.of("critical", Instant.parse("2026-01-15T15:00:00Z")));
                });
    }

    @Test
    void whatIsWithinCountsNothing() {
        Series day = new Series(Duration.ofMinutes(10)).hold("2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z", 8);
        assertThat(Detection.excursions(day.readings(), FOUR_HOURS))
                .extracting(Excursion::to)
                .isEqualTo(List.<Instant>of());
    }
}
