package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.batch.Batch.Entry;
import io.frostline.edge.control.SimulatedDay.Moment;
import io.frostline.edge.control.SimulatedDay.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedDayTest {
    /** Tolerance beyond the set point: the hysteresis, the sensors' noise, and ten seconds between two readings. */
    private static final double BAND = RoomPlan.DEFAULT_HYSTERESIS + 0.25;

    private record Said(int second, String kind, Map<String, String> detail) {}

    private final SimulatedDay day = new SimulatedDay();
    private final List<Said> said = new ArrayList<>();
    private List<Moment> moments = List.of();

    @BeforeEach
    void run() throws Exception {
        moments =
                day.run(day.clock(), (kind, text, detail) -> said.add(new Said(day.second(), kind, detail)), now -> {});
    }

    @Test
    void theRoomHoldsItsBandButForWhatIsNamedAndComesBackSoon() {
        DoubleSummaryStatistics held = new DoubleSummaryStatistics();
        DoubleSummaryStatistics byTheClock = new DoubleSummaryStatistics();
        int excusedUntil = 0;
        for (Moment moment : moments) {
            int second = moment.second();
            if (Trouble.SENSORS_FAULTY.isOn(second)) {
                byTheClock.accept(moment.celsius());
            }
            if (isDisturbed(moment)) {
                excusedUntil = second + 1;
            } else if (excusedUntil > 0 && !isBack(moment)) {
                assertThat(second - excusedUntil)
                        .as("seconds to come back, at " + second)
                        .isLessThan(5400);
            } else {
                excusedUntil = 0;
                held.accept(moment.celsius());
            }
        }
        System.out.printf(
                "24 h, set to %.0f C: held %.2f to %.2f C for %.1f h; without a temperature %.2f to %.2f C; all %d entries%n",
                Rooms.SET_POINT,
                held.getMin(),
                held.getMax(),
                held.getCount() / 3600.0,
                byTheClock.getMin(),
                byTheClock.getMax(),
                said.size());
        assertThat(held.getMin()).isGreaterThan(Rooms.SET_POINT - BAND);
        assertThat(held.getMax()).isLessThan(Rooms.SET_POINT + BAND);
        assertThat(held.getCount()).as("seconds").isGreaterThan(14 * 3600);
        assertThat(byTheClock.getMin()).isGreaterThan(-27);
        assertThat(byTheClock.getMax()).isLessThan(-17);
    }

    private static boolean isDisturbed(Moment moment) {
        return moment.heater()
                || Trouble.SENSORS_FAULTY.isOn(moment.second())
                || Trouble.DOOR_OPEN_A_MINUTE.isOn(moment.second())
                || Trouble.DOOR_LEFT_OPEN.isOn(moment.second())
                || Trouble.RELAY_SILENT.isOn(moment.second())
                || Trouble.COMPRESSOR_BROKEN.isOn(moment.second());
    }

    private static boolean isBack(Moment moment) {
        return Math.abs(moment.celsius() - Rooms.SET_POINT) < RoomPlan.DEFAULT_HYSTERESIS;
    }

    @Test
    void theCompressorNeverShortCycles() {
        int since = 0;
        int shortestOn = Integer.MAX_VALUE;
        int shortestOff = Integer.MAX_VALUE;
        int starts = 0;
        for (int i = 1; i < moments.size(); i++) {
            boolean before = moments.get(i - 1).compressor();
            if (before != moments.get(i).compressor()) {
                shortestOn = before ? Math.min(shortestOn, i - since) : shortestOn;
                shortestOff = before ? shortestOff : Math.min(shortestOff, i - since);
                starts += before ? 0 : 1;
                since = i;
            }
            assertThat(moments.get(i).compressor() && moments.get(i).heater()).isFalse();
        }
        System.out.printf(
                "24 h: %d starts of the compressor; it ran for %d s at least, and stood for %d s%n",
                starts, shortestOn, shortestOff);
        assertThat(starts).isGreaterThan(20);
        assertThat(Duration.ofSeconds(shortestOn)).isGreaterThanOrEqualTo(RoomPlan.DEFAULT_MINIMUM_ON);
        assertThat(Duration.ofSeconds(shortestOff)).isGreaterThanOrEqualTo(RoomPlan.DEFAULT_MINIMUM_OFF);
    }

    @Test
    void whatHappenedIsSaid() {
        assertThat(during(Trouble.SENSORS_FAULTY)).contains(Entry.CONTROL_SAFE_STATE);
        assertThat(during(Trouble.ONE_SENSOR_FAULTY)).doesNotContain(Entry.CONTROL_SAFE_STATE);
        assertThat(during(Trouble.DOOR_LEFT_OPEN))
                .contains(Entry.DOOR_OPENED, Entry.CONTROL_RESUMED, Entry.DOOR_CLOSED);
        assertThat(during(Trouble.RELAY_SILENT)).contains(Entry.ACTUATOR_FAILED, Entry.ACTUATOR_RECOVERED);
        assertThat(all(Entry.DEFROST_STARTED).stream().map(entry -> entry.second() / 1800 * 0.5))
                .as("hours; the clock jumped over that of 13:00, which came at once, and came to it again")
                .containsExactly(1.0, 7.0, 11.5, 17.0, 22.0);
        assertThat(all(Entry.DEFROST_ENDED)).hasSize(5);
        assertThat(said).allSatisfy(entry -> assertThat(entry.detail()).containsEntry("room", "freezer"));
    }

    @Test
    void aBrokenCompressorIsWarnedOfBeforeTheLimitAndNothingElseThatIsOrdinary() {
        List<Said> warnings = all(Entry.WARMING);
        List<Said> ofCompressor = warnings.stream()
                .filter(entry -> Trouble.COMPRESSOR_BROKEN.isOn(entry.second()))
                .toList();
        int crossed = moments.stream()
                .filter(m -> Trouble.COMPRESSOR_BROKEN.isOn(m.second()) && m.celsius() > SimulatedDay.LIMIT)
                .findFirst()
                .orElseThrow()
                .second();
        assertThat(ofCompressor)
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.detail())
                        .containsEntry("limit", "-15.0")
                        .containsKeys("sensor", "minutes"));
        System.out.printf(
                "24 h: the broken compressor was warned of %d s before the limit was crossed%n",
                crossed - ofCompressor.getFirst().second());
        assertThat(crossed - ofCompressor.getFirst().second()).isGreaterThan(600);
        warnings.removeAll(ofCompressor);
        assertThat(warnings)
                .allSatisfy(entry ->
                        assertThat(during(entry.second())).as(entry.toString()).isEqualTo(Trouble.DOOR_LEFT_OPEN));
    }

    private static Trouble during(int second) {
        for (Trouble trouble : Trouble.values()) {
            if (trouble.isOn(second)) {
                return trouble;
            }
        }
        throw new AssertionError("nothing was wrong at second " + second);
    }

    private List<String> during(Trouble trouble) {
        return said.stream()
                .filter(entry -> entry.second() >= trouble.from && entry.second() <= trouble.to + 1)
                .map(Said::kind)
                .toList();
    }

    private List<Said> all(String kind) {
        return new ArrayList<>(
                said.stream().filter(entry -> entry.kind().equals(kind)).toList());
    }
}
