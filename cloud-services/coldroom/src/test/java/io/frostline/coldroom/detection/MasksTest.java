package io.frostline.coldroom.detection;

import static io.frostline.coldroom.detection.Series.micro;
import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Limit.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasksTest {
    private static final Limits HALF_AN_HOUR =
            Detection.always(new Limit(null, micro(8), 0, List.of(new Stage("warning", Duration.ofMinutes(30)))));

    @Test
    void whatIsMaskedAdvancesNoDelay() {
        Series series = outside("2026-01-15T08:00:00Z", "2026-01-15T08:50:00Z");
        Masks defrost = masks("2026-01-15T08:10:00Z", "2026-01-15T08:25:00Z");
        assertThat(Detection.excursions(series.readings(), HALF_AN_HOUR, defrost))
                .singleElement()
                .satisfies(excursion -> {
                    assertThat(excursion.outside()).isEqualTo(Duration.ofMinutes(35));
                    assertThat(excursion.masked()).isEqualTo(Duration.ofMinutes(15));
                    assertThat(excursion.raised()).isEqualTo(Map.of("warning", Instant.parse("2026-01-15T08:45:00Z")));
                });
    }

    @Test
    void whatAMaskHidesStaysVisibleAsMasked() {
        Series series = outside("2026-01-15T08:00:00Z", "2026-01-15T08:40:00Z");
        Masks defrost = masks("2026-01-15T08:05:00Z", "2026-01-15T08:40:00Z");
        assertThat(Detection.excursions(series.readings(), HALF_AN_HOUR, defrost))
                .singleElement()
                .satisfies(excursion -> {
                    assertThat(excursion.raised()).isEmpty();
                    assertThat(excursion.masked()).isEqualTo(Duration.ofMinutes(35));
                });
    }

    @Test
    void aLimitWithoutDelayWaitsForTheEndOfAMask() {
        Limits atOnce = Detection.always(new Limit(null, micro(8), 0, List.of(new Stage("warning", Duration.ZERO))));
        Series series = outside("2026-01-15T08:00:00Z", "2026-01-15T08:10:00Z");
        assertThat(Detection.excursions(
                        series.readings(), atOnce, masks("2026-01-15T08:00:00Z", "2026-01-15T08:05:00Z")))
                .extracting(Excursion::raised)
                .containsExactly(Map.of("warning", Instant.parse("2026-01-15T08:05:00Z")));
        assertThat(Detection.excursions(
                        series.readings(), atOnce, masks("2026-01-15T08:00:00Z", "2026-01-15T08:10:00Z")))
                .extracting(Excursion::raised)
                .containsExactly(Map.of());
    }

    /** Otherwise the delay would end with the mask, long after the excursion may have ended. */
    @Test
    void aDelayThatIsOverWhereAMaskBeginsIsOverThere() {
        Series series = outside("2026-01-15T08:00:00Z", "2026-01-15T08:35:00Z");
        Masks defrost = masks("2026-01-15T08:30:00Z", "2026-01-15T09:30:00Z");
        assertThat(Detection.excursions(series.readings(), HALF_AN_HOUR, defrost))
                .extracting(Excursion::raised)
                .containsExactly(Map.of("warning", Instant.parse("2026-01-15T08:30:00Z")));
    }

    @Test
    void spansThatOverlapAreOne() {
        Masks masks = new Masks(List.of(
                new Masks.Span(30, 40), new Masks.Span(10, 20), new Masks.Span(15, 32), new Masks.Span(50, 60)));
        assertThat(masks.masked(0, 100)).isEqualTo(40);
        assertThat(masks.masked(12, 52)).isEqualTo(30);
        assertThat(masks.after(5, 15)).isEqualTo(50);
        assertThat(masks.after(5, 16)).isEqualTo(61);
        assertThat(masks.after(5, 5)).isEqualTo(10);
        assertThat(masks.after(10, 0)).isEqualTo(40);
        assertThat(masks.after(41, 3)).isEqualTo(44);
    }

    private static Series outside(String from, String to) {
        return new Series(Duration.ofMinutes(1)).hold(from, to, 9).add(to, 5);
    }

    private static Masks masks(String from, String to) {
        return new Masks(List.of(new Masks.Span(
                Instant.parse(from).toEpochMilli(), Instant.parse(to).toEpochMilli())));
    }
}
