package io.frostline.coldroom.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoDataDetectorTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final int MINUTE = 60_000;
    private static final int UNKNOWN = 0;
    private static final Duration DELAY = Duration.ofMinutes(30);

    @Test
    void aSensorThatIsExpectedAndWasNeverHeardOfIsSilent() {
        Delays delays = delays(NOON, minutes(10));
        assertThat(open(delays, readings(MINUTE), minutes(39))).isNull();
        assertThat(open(delays, readings(MINUTE), minutes(40))).isEqualTo(new NoData(minutes(10), null, minutes(40)));
        assertThat(ended(delays, readings(MINUTE, 60))).containsExactly(silence(10, 60));
        assertThat(ended(delays, readings(MINUTE, 39))).isEmpty();
        assertThat(ended(delays, readings(MINUTE, 5))).isEmpty();
        assertThat(ended(delays(NOON, NOON.minusSeconds(1)), readings(MINUTE, 60)))
                .containsExactly(silence(0, 60));
    }

    @Test
    void aFaultIsNotHeard() {
        Readings faultFirst = new Readings(2);
        faultFirst.add(minutes(5).toEpochMilli(), 0, Quality.FAULT.code(), MINUTE);
        faultFirst.addAll(readings(MINUTE, 60));
        assertThat(ended(delays(NOON, NOON), faultFirst)).containsExactly(silence(0, 60));
    }

    @Test
    void whatIsSilentBeforeItIsWatchedCountsFromThenOn() {
        Delays delays = delays(minutes(20), minutes(500));
        assertThat(ended(delays, readings(MINUTE, 0, 60))).containsExactly(silence(20, 60));
        assertThat(open(delays, readings(MINUTE, 0), minutes(49))).isNull();
        assertThat(open(delays, readings(MINUTE, 0), minutes(50)))
                .isEqualTo(new NoData(minutes(20), null, minutes(50)));
    }

    @Test
    void whereNoDelayIsInForceNothingIsMissed() {
        Delays paused = new Delays(Map.of(
                NOON,
                Optional.of(new Delays.Delay(DELAY, NOON)),
                minutes(5),
                Optional.empty(),
                minutes(100),
                Optional.of(new Delays.Delay(DELAY, minutes(100)))));
        assertThat(ended(paused, readings(MINUTE, 0, 120)))
                .containsExactly(silence(1, 120)); // in force as it fell silent
        assertThat(ended(paused, readings(MINUTE, 6, 99))).isEmpty();
        assertThat(ended(paused, readings(MINUTE, 6, 131))).containsExactly(silence(100, 131));
    }

    @Test
    void ofAnUnknownIntervalTheDelayAloneSaysWhatIsMissing() {
        Delays delays = delays(NOON, NOON);
        assertThat(ended(delays, readings(UNKNOWN, 0, 29, 60))).containsExactly(silence(29, 60));
        assertThat(open(delays, readings(UNKNOWN, 0, 29), minutes(58))).isNull();
        assertThat(open(delays, readings(UNKNOWN, 0, 29), minutes(59)))
                .isEqualTo(new NoData(minutes(29), null, minutes(59)));
    }

    /** A reading holds equally long for both: a time without data is never outside a limit, and the reverse. */
    @Test
    void noTimeIsBothOutsideALimitAndWithoutData() {
        Delays delays = delays(NOON, NOON);
        Limits limits = new Limits(
                Map.of(
                        Instant.EPOCH,
                        Optional.of(
                                new Limit(null, 3_000_000L, 0, List.of(new Limit.Stage("warning", Duration.ZERO))))),
                delays);
        Readings readings = readings(UNKNOWN, 0, 29, 60, 70); // warm, all of them
        assertThat(Detection.excursions(readings, limits)).singleElement().satisfies(excursion -> {
            assertThat(excursion.from()).isEqualTo(NOON);
            assertThat(excursion.outside()).isEqualTo(Duration.ofMinutes(29 + 10));
        });
        assertThat(ended(delays, readings)).containsExactly(silence(29, 60));
    }

    @Test
    void aReadingBeforeAFaultSpeaksUntilThatComes() {
        Delays delays = delays(NOON, NOON);
        Readings readings = readings(UNKNOWN, 0);
        readings.add(minutes(20).toEpochMilli(), 0, Quality.FAULT.code(), UNKNOWN);
        readings.addAll(readings(UNKNOWN, 55));
        assertThat(ended(delays, readings)).containsExactly(silence(20, 55));
    }

    private static Instant minutes(long afterNoon) {
        return NOON.plus(Duration.ofMinutes(afterNoon));
    }

    private static Delays delays(Instant from, Instant expected) {
        return new Delays(Map.of(from, Optional.of(new Delays.Delay(DELAY, expected))));
    }

    private static NoData silence(int from, int to) {
        return new NoData(minutes(from), minutes(to), minutes(from).plus(DELAY));
    }

    private static Readings readings(int interval, int... minutes) {
        Readings readings = new Readings(minutes.length);
        for (int minute : minutes) {
            readings.add(minutes(minute).toEpochMilli(), 4_000_000, Quality.GOOD.code(), interval);
        }
        return readings;
    }

    private static List<NoData> ended(Delays delays, Readings readings) {
        return new NoDataDetector(delays, NoDataDetector.State.NEW).accept(readings);
    }

    private static @Nullable NoData open(Delays delays, Readings readings, Instant now) {
        NoDataDetector detector = new NoDataDetector(delays, NoDataDetector.State.NEW);
        assertThat(detector.accept(readings)).isEmpty();
        return detector.open(now).orElse(null);
    }
}
