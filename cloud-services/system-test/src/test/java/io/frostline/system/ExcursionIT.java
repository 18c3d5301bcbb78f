package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Excursions in what history holds, however it came there. */
class ExcursionIT {
    private static final String DAY = "2026-01-15T";
    private static final String BEGIN = "2026-01-01T00:00:00Z";

    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    @Test
    void anExcursionIsFoundWithItsTimesAndItsPeak() {
        rooms.set("times/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("times", "08:00", "09:00", 4);
        hold("times", "09:00", "09:40", 8.5);
        hold("times", "09:40", "10:10", 9.5);
        hold("times", "10:10", "10:20", 7.9);
        hold("times", "10:20", "11:00", 7);
        JsonNode excursion = rooms.await("times", ExcursionIT::isEnded).getFirst();
        assertThat(excursion.get("room").asText()).isEqualTo("cooler");
        assertThat(excursion.get("side").asText()).isEqualTo("high");
        assertThat(excursion.get("from").asText()).isEqualTo(DAY + "09:00:00Z");
        assertThat(excursion.get("to").asText()).isEqualTo(DAY + "10:20:00Z");
        assertThat(excursion.get("outside").asDouble()).isEqualTo(80 * 60);
        assertThat(excursion.get("peakCelsius").asDouble()).isEqualTo(9.5);
        assertThat(excursion.get("peakAt").asText()).isEqualTo(DAY + "09:40:00Z");
        assertThat(excursion.at("/raised/warning").asText()).isEqualTo(DAY + "09:30:00Z");
        assertThat(excursion.at("/raised/critical").asText()).isEqualTo(DAY + "10:00:00Z");
    }

    @Test
    void lateReadingsExtendSplitAndWithdrawAndTheHistorySaysSo() {
        rooms.set("late/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("late", "08:00", "08:10", 4);
        hold("late", "10:00", "11:30", 9);
        hold("late", "11:30", "12:00", 4);
        JsonNode first = excursion(rooms.await("late", ExcursionIT::isEnded));
        assertThat(first.get("from").asText()).isEqualTo(DAY + "10:00:00Z");

        hold("late", "09:20", "10:00", 9); // it had been warm for longer
        JsonNode longer = excursion(rooms.await(
                "late",
                all -> isEnded(all) && excursion(all).get("from").asText().equals(DAY + "09:20:00Z")));
        assertThat(longer.get("id")).isEqualTo(first.get("id"));
        assertThat(longer.get("outside").asDouble()).isEqualTo(130 * 60);
        assertThat(changes(longer)).contains("extended by late-data");
    }

    @Test
    void readingsInBetweenSplitAnExcursion() {
        rooms.set("split/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("split", "08:00", "08:10", 4);
        hold("split", "08:10", "09:00", 9);
        hold("split", "09:03", "09:50", 9);
        hold("split", "09:50", "10:00", 4);
        JsonNode whole = excursion(rooms.await("split", ExcursionIT::isEnded));
        hold("split", "09:01", "09:03", 5); // it had recovered in between
        List<JsonNode> two = rooms.await("split", all -> excursions(all).size() == 2);
        assertThat(excursions(two).getFirst().get("id")).isEqualTo(whole.get("id"));
        assertThat(excursions(two).getFirst().get("to").asText()).isEqualTo(DAY + "09:01:00Z");
        assertThat(changes(excursions(two).getLast())).anyMatch(change -> change.startsWith("split"));
    }

    /** Known by every other minute, all of them outside: those in between show that it had recovered each time. */
    @Test
    void readingsThatTakeTheGroundFromAnExcursionWithdrawIt() {
        rooms.set("withdrawn/cooler", ColdRooms.chilled(BEGIN, "probe"));
        for (int minute = 0; minute < 50; minute++) { // outside for a minute, every other minute
            hold("withdrawn", at(2 * minute), at(2 * minute + 1), 9);
        }
        hold("withdrawn", at(100), at(110), 4);
        JsonNode known = excursion(rooms.await("withdrawn", ExcursionIT::isEnded));
        for (int minute = 0; minute < 50; minute++) {
            hold("withdrawn", at(2 * minute + 1), at(2 * minute + 2), 4);
        }
        rooms.await("withdrawn", all -> excursions(all).isEmpty());
        JsonNode gone = rooms.get("/excursions/" + known.get("id").asText());
        assertThat(gone.get("state").asText()).isEqualTo("withdrawn");
        assertThat(changes(gone)).last().isEqualTo("withdrawn by late-data");
    }

    private void hold(String site, String from, String to, double celsius) {
        hold(site, Instant.parse(DAY + from + ":00Z"), Instant.parse(DAY + to + ":00Z"), celsius);
    }

    private void hold(String site, Instant from, Instant to, double celsius) {
        rooms.hold(site, "probe", from, to, celsius);
    }

    private static Instant at(int minute) {
        return Instant.parse(DAY + "08:00:00Z").plusSeconds(60L * minute);
    }

    /** There are times without data beside them. */
    private static List<JsonNode> excursions(List<JsonNode> all) {
        return all.stream()
                .filter(excursion -> !excursion.get("kind").asText().equals("no-data"))
                .toList();
    }

    private static JsonNode excursion(List<JsonNode> all) {
        return excursions(all).getFirst();
    }

    private static boolean isEnded(List<JsonNode> all) {
        return !excursions(all).isEmpty() && excursion(all).has("to");
    }

    /** Each with its cause. */
    private List<String> changes(JsonNode excursion) {
        List<String> changes = new ArrayList<>();
        rooms.get("/excursions/" + excursion.get("id").asText())
                .get("changes")
                .forEach(change -> changes.add(change.get("change").asText() + " by "
                        + change.get("cause").asText()));
        return changes;
    }
}
