package io.frostline.coldroom.detection;

import static io.frostline.coldroom.detection.Series.micro;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.frostline.coldroom.detection.Limit.Stage;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Test of limits of a room and of a window, with expected values computed by hand. */
class DerivedTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Limit HIGH =
            new Limit(null, micro(8), 0, List.of(new Stage("warning", Duration.ofMinutes(30))));
    private static final Limit BOTH =
            new Limit(micro(2), micro(8), micro(0.5), List.of(new Stage("warning", Duration.ofMinutes(10))));

    @Test
    void allAreOutsideOnlyWhileEachIs() {
        Readings left = hold("00:00", "01:00", 5)
                .hold(day("01:00"), day("03:00"), 9)
                .hold(day("03:00"), day("04:00"), 5)
                .readings();
        Readings right = hold("00:00", "02:00", 5)
                .hold(day("02:00"), day("03:30"), 10)
                .hold(day("03:30"), day("04:00"), 5)
                .readings();
        assertThat(found(Over.ALL, HIGH, left, right)).singleElement().satisfies(excursion -> {
            assertThat(excursion.from()).isEqualTo(at("02:00"));
            assertThat(excursion.to()).isEqualTo(at("03:00"));
            assertThat(excursion.outside()).isEqualTo(Duration.ofHours(1));
            assertThat(excursion.peak()).isEqualTo(micro(9));
            assertThat(excursion.raised()).containsEntry("warning", at("02:30"));
        });
    }

    @Test
    void toDifferentSidesTheyAreNotAllOutside() {
        Readings cold = hold("00:00", "02:00", 1).readings();
        Readings warm = hold("00:00", "02:00", 9).readings();
        assertThat(found(Over.ALL, BOTH, cold, warm)).isEmpty();
        assertThat(found(Over.ALL, BOTH, cold, cold))
                .singleElement()
                .satisfies(excursion -> assertThat(excursion.side()).isEqualTo(Limit.Side.LOW));
    }

    @Test
    void theMeanIsOfThoseThatAreKnown() {
        Readings left = hold("00:00", "03:00", 6).readings();
        Readings right =
                hold("00:00", "01:00", 6).hold(day("01:00"), day("02:00"), 12).readings(); // then silent
        assertThat(found(Over.MEAN, HIGH, left, right)).singleElement().satisfies(excursion -> {
            assertThat(excursion.from()).isEqualTo(at("01:00"));
            assertThat(excursion.to()).isEqualTo(at("02:00"));
            assertThat(excursion.outside()).isEqualTo(Duration.ofHours(1));
            assertThat(excursion.peak()).isEqualTo(micro(9));
        });
    }

    @Test
    void aGapOfAllAdvancesNoDelay() {
        Readings left =
                hold("00:00", "00:20", 9).hold(day("05:00"), day("05:05"), 9).readings();
        assertThat(found(Over.MEAN, HIGH, left, left)).isEmpty();
    }

    @Test
    void whoComesIntoTheRoomCountsFromThenOn() {
        Readings left = hold("00:00", "02:00", 7).readings();
        Readings right = hold("00:00", "02:00", 11).readings();
        Derived derived = new Derived(
                Over.MEAN,
                Map.of(
                        Instant.EPOCH,
                        Optional.of(new Derived.Phase(Set.of("0"), HIGH, null)),
                        at("01:00"),
                        Optional.of(new Derived.Phase(Set.of("0", "1"), HIGH, null))),
                Delays.NONE);
        assertThat(found(derived, left, right)).singleElement().satisfies(excursion -> {
            assertThat(excursion.from()).isEqualTo(at("01:00"));
            assertThat(excursion.peak()).isEqualTo(micro(9));
        });
    }

    /** A value holds for a sensor that reports only changes and was silent for hours. */
    @Test
    void noTimeWithoutDataIsOutsideALimitOfARoom() {
        Delays delays = Detection.always(Duration.ofHours(2));
        Map<Instant, Optional<Derived.Phase>> phases =
                Map.of(Instant.EPOCH, Optional.of(new Derived.Phase(Set.of("0"), HIGH, null)));
        Readings onChange = new Series(Duration.ZERO)
                .add(day("07:00"), 9)
                .add(day("08:30"), 9)
                .add(day("16:00"), 9)
                .add(day("16:10"), 5)
                .readings();
        assertThat(found(new Derived(Over.MEAN, phases, delays), onChange))
                .singleElement()
                .satisfies(excursion -> assertThat(excursion.outside())
                        .isBetween(
                                Duration.ofMinutes(100), Duration.ofMinutes(100).plusMillis(1)));
    }

    @Test
    void theKineticMeanIsThatOfItsWindow() {
        Readings readings = hold("00:00", "12:00", 25)
                .hold(day("12:00"), "2026-01-16T00:01:00Z", 40)
                .readings();
        Readings means = means(readings, Duration.ofDays(1));
        assertThat(means.lastAt())
                .isEqualTo(Instant.parse("2026-01-16T00:00:00Z").toEpochMilli());
        // as in USP <1079.2>: 10000 / -ln((e^(-10000/298.15) + e^(-10000/313.15)) / 2) - 273.15
        assertThat(means.celsius(means.size() - 1)).isCloseTo(35.07409, offset(1e-4));
        assertThat(means.celsius(0)).isEqualTo(25);
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        Readings readings =
                hold("00:00", "01:00", 40).hold(day("01:00"), day("03:02"), 5).readings();
        Readings means = means(readings, Duration.ofHours(1));
        int after = means.indexFrom(at("02:00").toEpochMilli());
        assertThat(means.celsius(after - 1)).isGreaterThan(5.5);
        assertThat(means.celsius(after)).isEqualTo(5);
    }

    @Test
    void aGapAdvancesNoDelayOfAKineticMeanOfARoom() {
        Readings readings =
                hold("00:00", "01:00", 9).hold(day("06:00"), day("07:00"), 5).readings();
        Derived derived = new Derived(
                Over.MEAN,
                Map.of(Instant.EPOCH, Optional.of(new Derived.Phase(Set.of("0"), HIGH, Duration.ofHours(1)))),
                Delays.NONE);
        // from the first mean, at a minute past, until the last but one; nothing for the five hours after it
        assertThat(found(derived, readings)).singleElement().satisfies(excursion -> {
            assertThat(excursion.outside()).isBetween(Duration.ofMinutes(58), Duration.ofMinutes(61));
            assertThat(excursion.to()).isEqualTo(at("06:01"));
        });
    }

    @Test
    void anExcursionOfTheKineticMeanOutlastsItsCause() {
        Readings readings = hold("00:00", "02:00", 5)
                .hold(day("02:00"), day("03:00"), 20)
                .hold(day("03:00"), day("12:00"), 5)
                .readings();
        Limit high = new Limit(null, micro(8), 0, List.of(new Stage("warning", Duration.ZERO)));
        Derived derived = new Derived(
                Over.ANY,
                Map.of(Instant.EPOCH, Optional.of(new Derived.Phase(Set.of("0"), high, Duration.ofHours(4)))),
                Delays.NONE);
        assertThat(found(derived, readings)).singleElement().satisfies(excursion -> {
            assertThat(excursion.from()).isBetween(at("02:01"), at("03:00"));
            assertThat(excursion.to()).isBetween(at("06:00"), at("07:00"));
        });
    }

    private static Readings means(Readings readings, Duration window) {
        Readings means = new Readings(16);
        new KineticMean(window).accept(readings, means);
        return means;
    }

    private static List<Excursion> found(Over over, Limit limit, Readings... sensors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sensors.length; i++) {
            names.add("" + i);
        }
        return found(
                new Derived(
                        over, Map.of(Instant.EPOCH, Optional.of(new Derived.Phase(names, limit, null))), Delays.NONE),
                sensors);
    }

    private static List<Excursion> found(Derived derived, Readings... sensors) {
        Map<String, Readings> known = new HashMap<>();
        for (int i = 0; i < sensors.length; i++) {
            known.put("" + i, sensors[i]);
        }
        Derived.Series series = derived.new Series();
        long newest = known.values().stream().mapToLong(Readings::lastAt).max().orElseThrow();
        series.add(known, 0, Long.MAX_VALUE, newest);
        return Detection.excursions(series.readings(), derived.limits());
    }

    private static Series hold(String from, String to, double celsius) {
        return new Series(MINUTE).hold(day(from), day(to), celsius);
    }

    private static String day(String time) {
        return time.length() > 5 ? time : "2026-01-15T" + time + ":00Z";
    }

    private static Instant at(String time) {
        return Instant.parse(day(time));
    }
}
