package io.frostline.coldroom.detection;

import static io.frostline.coldroom.detection.Series.micro;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frostline.coldroom.detection.Limit.Side;
import io.frostline.coldroom.detection.Limit.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExcursionDetectorTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<Stage> STAGES =
            List.of(new Stage("warning", Duration.ofMinutes(45)), new Stage("critical", Duration.ofMinutes(60)));
    private static final Limits COOLER = Detection.always(new Limit(micro(2), micro(6), micro(0.5), STAGES));

    @Test
    void aStageIsRaisedWhenItsDelayIsOver() {
        Series series = new Series(MINUTE)
                .hold("2026-01-01T08:00:00Z", "2026-01-01T09:00:00Z", 5)
                .hold("2026-01-01T09:00:00Z", "2026-01-01T09:30:00Z", 6.1)
                .hold("2026-01-01T09:30:00Z", "2026-01-01T09:50:00Z", 7.5)
                .hold("2026-01-01T09:50:00Z", "2026-01-01T10:00:00Z", 5);
        assertThat(Detection.excursions(series.readings(), COOLER))
                .containsExactly(new Excursion(
                        Side.HIGH,
                        Instant.parse("2026-01-01T09:00:00Z"),
                        Instant.parse("2026-01-01T09:50:00Z"),
                        Duration.ofMinutes(50),
                        Duration.ZERO,
                        micro(7.5),
                        Instant.parse("2026-01-01T09:30:00Z"),
                        Map.of("warning", Instant.parse("2026-01-01T09:45:00Z"))));
    }

    @Test
    void theEndsOfALimitAreWithinIt() {
        Series series = new Series(MINUTE)
                .hold("2026-01-01T08:00:00Z", "2026-01-01T10:00:00Z", 6)
                .hold("2026-01-01T10:00:00Z", "2026-01-01T12:00:00Z", 2);
        assertThat(Detection.excursions(series.readings(), COOLER)).isEmpty();
    }

    @Test
    void whatIsShorterThanTheDelayIsNoExcursion() {
        Series series = new Series(MINUTE)
                .hold("2026-01-01T09:00:00Z", "2026-01-01T09:44:00Z", 7)
                .hold("2026-01-01T09:44:00Z", "2026-01-01T09:50:00Z", 5);
        assertThat(Detection.excursions(series.readings(), COOLER)).isEmpty();
    }

    @Test
    void anExcursionGoesOnUntilTheTemperatureHasRecovered() {
        Series series = new Series(MINUTE)
                .hold("2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z", 7)
                .hold("2026-01-01T10:00:00Z", "2026-01-01T10:20:00Z", 5.8)
                .add("2026-01-01T10:20:00Z", 5.5);
        assertThat(Detection.excursions(series.readings(), COOLER))
                .extracting(Excursion::to)
                .containsExactly(Instant.parse("2026-01-01T10:20:00Z"));
    }

    @Test
    void fromTooWarmToTooColdAreTwo() {
        Series series = new Series(MINUTE)
                .hold("2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z", 7)
                .hold("2026-01-01T10:00:00Z", "2026-01-01T11:01:00Z", -1);
        List<Excursion> found = Detection.excursions(series.readings(), COOLER);
        assertThat(found).extracting(Excursion::side).containsExactly(Side.HIGH, Side.LOW);
        assertThat(found.getFirst().to()).isEqualTo(found.getLast().from());
        assertThat(found.getLast().to()).isNull();
        assertThat(found.getLast().raised()).containsKeys("warning", "critical");
    }

    /** 20 minutes, two hours of silence, 24 minutes: only the last reading's interval counts of the silence. */
    @Test
    void aGapAdvancesNoDelay() {
        Series series = new Series(MINUTE)
                .hold("2026-01-01T09:00:00Z", "2026-01-01T09:20:00Z", 7)
                .hold("2026-01-01T11:20:00Z", "2026-01-01T11:45:00Z", 7);
        assertThat(Detection.excursions(series.readings(), COOLER)).isEmpty();
        series.add("2026-01-01T11:45:00Z", 7);
        assertThat(Detection.excursions(series.readings(), COOLER))
                .extracting(Excursion::raised)
                .containsExactly(Map.of("warning", Instant.parse("2026-01-01T11:45:00Z")));
    }

    @Test
    void aDataGapIsNotAnExcursion() {
        Series series = new Series(MINUTE).hold("2026-01-01T08:00:00Z", "2026-01-01T09:00:00Z", 1.7);
        Limits limits =
                Detection.always(new Limit(null, micro(6), 0, List.of(new Stage("critical", Duration.ofMinutes(90)))));
        Instant now = Instant.parse("2026-01-01T11:00:00Z");
        assertThat(Detection.excursions(series.readings(), limits)).isEmpty();
        assertThat(Detection.noData(series.readings(), Duration.ofMinutes(30), now))
                .containsExactly(
                        new NoData(Instant.parse("2026-01-01T09:00:00Z"), null, Instant.parse("2026-01-01T09:30:00Z")));
        series.hold("2026-01-01T09:00:00Z", "2026-01-01T11:00:00Z", 1.7); // late
        assertThat(Detection.noData(series.readings(), Duration.ofMinutes(30), now))
                .isEmpty();
    }

    @Test
    void aFaultIsNoTemperature() {
        Series series = new Series(MINUTE)
                .hold("2026-01-01T08:00:00Z", "2026-01-01T08:10:00Z", 5)
                .fault("2026-01-01T08:10:00Z")
                .fault("2026-01-01T08:11:00Z")
                .hold("2026-01-01T08:12:00Z", "2026-01-01T08:20:00Z", 5);
        assertThat(Detection.excursions(series.readings(), COOLER)).isEmpty();
        assertThat(Detection.noData(series.readings(), MINUTE, Instant.parse("2026-01-01T08:20:00Z")))
                .containsExactly(new NoData(
                        Instant.parse("2026-01-01T08:10:00Z"),
                        Instant.parse("2026-01-01T08:12:00Z"),
                        Instant.parse("2026-01-01T08:11:00Z")));
    }

    @Test
    void aChangeOfLimitsHoldsFromItsInstant() {
        Series series = new Series(MINUTE).hold("2026-01-01T08:00:00Z", "2026-01-01T12:00:00Z", 7);
        Limit wide = new Limit(null, micro(8), 0, STAGES);
        Limit narrow = new Limit(null, micro(6), 0, STAGES);
        Limits limits = new Limits(
                Map.of(Instant.EPOCH, Optional.of(wide), Instant.parse("2026-01-01T09:00:00Z"), Optional.of(narrow)));
        assertThat(Detection.excursions(series.readings(), limits))
                .extracting(Excursion::from)
                .containsExactly(Instant.parse("2026-01-01T09:00:00Z"));
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Limit(micro(6), micro(2), 0, STAGES)).hasMessageContaining("low must lie below");
        assertThatThrownBy(() -> new Limit(null, null, 0, STAGES)).hasMessageContaining("low, high or both");
        assertThatThrownBy(() -> new Limit(micro(2), micro(6), micro(3), STAGES))
                .hasMessageContaining("recovery");
        assertThatThrownBy(() -> new Limit(micro(2), null, 0, List.of())).hasMessageContaining("stages");
        assertThatThrownBy(() -> new Limit(micro(2), null, 0, STAGES.reversed()))
                .hasMessageContaining("ascending");
    }
}
