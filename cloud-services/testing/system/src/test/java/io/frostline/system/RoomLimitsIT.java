package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test of limits of a whole room, and of a time window. */
class RoomLimitsIT {
    private static final String DAY = "2026-01-15T";
    private static final String BEGIN = "2026-01-01T00:00:00Z";

    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    @Test
    void allSensorsAndTheirMeanAreLimitsOfTheRoom() throws Exception {
        rooms.set("whole/cooler", setup(BEGIN, """
                {"name":"all","over":"all","high":8,"stages":[{"severity":"warning","delay":"PT30M"}]},
                {"name":"mean","over":"mean","high":8,"stages":[{"severity":"warning","delay":"PT30M"}]}"""));
        hold("whole", "left", "08:00", "09:00", 5);
        hold("whole", "right", "08:00", "10:00", 5);
        hold("whole", "left", "09:00", "12:00", 12); // their mean is 8.5
        hold("whole", "right", "10:00", "11:00", 9); // both sensors
        hold("whole", "right", "11:00", "12:00", 3);
        hold("whole", "left", "12:00", "12:10", 5);
        hold("whole", "right", "12:00", "12:10", 5);
        List<JsonNode> found =
                rooms.await("whole", two -> two.size() == 2 && two.stream().allMatch(excursion -> excursion.has("to")));
        JsonNode all = named(found, "all");
        assertThat(all.has("sensor")).isFalse();
        assertThat(all.get("over").asText()).isEqualTo("all");
        assertThat(all.get("from").asText()).isEqualTo(DAY + "10:00:00Z");
        assertThat(all.get("to").asText()).isEqualTo(DAY + "11:00:00Z");
        assertThat(all.get("peakCelsius").asDouble()).isEqualTo(9);
        assertThat(all.at("/raised/warning").asText()).isEqualTo(DAY + "10:30:00Z");
        JsonNode mean = named(found, "mean");
        assertThat(mean.get("from").asText()).isEqualTo(DAY + "09:00:00Z");
        assertThat(mean.get("to").asText()).isEqualTo(DAY + "11:00:00Z");
        assertThat(mean.get("peakCelsius").asDouble()).isEqualTo(10.5);
        assertThat(mean.get("outside").asDouble()).isEqualTo(2 * 3600);

        hold("whole", "far", "09:00", "12:00", 0); // late, from a sensor that was not in the room: nothing changes
        rooms.set("whole/cooler", setup(DAY + "10:00:00Z", """
                {"name":"mean","over":"mean","high":8,"stages":[{"severity":"warning","delay":"PT30M"}]}""", "left", "right", "far"));
        JsonNode shorter = named(
                rooms.await(
                        "whole",
                        left -> left.size() == 1
                                && left.getFirst().get("to").asText().equals(DAY + "10:00:00Z")),
                "mean");
        assertThat(shorter.get("id")).isEqualTo(mean.get("id"));
        assertThat(rooms.get("/excursions/" + all.get("id").asText())
                        .get("state")
                        .asText())
                .isEqualTo("withdrawn");
    }

    @Test
    void theKineticMeanOfAWindowIsHeldAgainstItsLimit() {
        rooms.set("kinetic/cooler", setup(BEGIN, """
                {"name":"mkt","count":"mkt","window":"P1D","high":8,"stages":[{"severity":"warning","delay":"PT0S"}]}"""));
        hold("kinetic", "left", "08:00", "16:00", 5);
        hold("kinetic", "left", "16:00", "22:00", 15);
        JsonNode open = rooms.await("kinetic", all -> !all.isEmpty()).getFirst();
        assertThat(open.get("kind").asText()).isEqualTo("mkt");
        assertThat(open.get("sensor").asText()).isEqualTo("left");
        // by hand, of eight hours at 5 and then 15 degrees: 7.99 after 111 minutes, 8.01 after 112
        assertThat(open.get("from").asText()).isEqualTo(DAY + "17:52:00Z");
        // by hand: 10000 / -ln((480 e^(-10000/278.15) + 359 e^(-10000/288.15)) / 839) - 273.15
        assertThat(open.get("peakCelsius").asDouble()).isCloseTo(10.7144, offset(1e-3));
    }

    /** Readings that arrive sensor by sensor give an excursion within seconds, which is kept current and ended. */
    @Test
    void whatGoesOnIsKeptCurrent() {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(3));
        rooms.set("current/cooler", setup(BEGIN, """
                {"name":"mean","over":"mean","high":8,"stages":[{"severity":"critical","delay":"PT10M"}]}"""));
        for (int minute = 0; minute < 60; minute += 20) {
            Instant from = begin.plus(Duration.ofMinutes(minute));
            rooms.hold("current", "left", from, from.plus(Duration.ofMinutes(20)), 12);
            rooms.hold("current", "right", from, from.plus(Duration.ofMinutes(20)), 6);
            int until = minute + 19;
            rooms.await(
                    "current",
                    all -> all.size() == 1 && all.getFirst().get("outside").asInt() == until * 60);
        }
        Instant over = begin.plus(Duration.ofMinutes(60));
        rooms.hold("current", "left", over, over.plus(Duration.ofMinutes(5)), 6);
        rooms.hold("current", "right", over, over.plus(Duration.ofMinutes(5)), 6);
        JsonNode ended = rooms.await("current", all -> all.getFirst().has("to")).getFirst();
        assertThat(ended.get("to").asText()).isEqualTo(over.toString());
    }

    @Test
    void aLimitThatMakesNoSenseNamesTheFieldAndTheFix() {
        refuses("limits.window", "\"count\":\"mkt\",\"high\":8");
        refuses("limits.window", "\"count\":\"mkt\",\"window\":\"P365D\",\"high\":8");
        refuses("limits.window", "\"count\":\"mkt\",\"window\":\"a month\",\"high\":8");
        refuses("limits.window", "\"window\":\"P1D\",\"high\":8");
        refuses("limits", "\"count\":\"mkt\",\"window\":\"P1D\",\"low\":2");
        refuses("limits.[0].over", "\"over\":\"some\",\"high\":8");
    }

    private void refuses(String field, String limit) {
        JsonNode problem =
                RestClient.json(rooms.put("/rooms/senseless/cooler", setup(BEGIN, "{\"name\":\"air\"," + limit + "}")));
        assertThat(problem.get("status").asInt()).as(problem.toString()).isEqualTo(400);
        assertThat(problem.get("field").asText()).isEqualTo(field);
    }

    private static JsonNode named(List<JsonNode> found, String limit) {
        return found.stream()
                .filter(excursion -> excursion.get("limit").asText().equals(limit))
                .findFirst()
                .orElseThrow();
    }

    private static String setup(String from, String limits) {
        return setup(from, limits, "left", "right");
    }

    private static String setup(String from, String limits, String... sensors) {
        return """
                {"temperatureClass":"chilled","zone":"UTC","sensors":["%s"],"limits":[%s],"from":"%s","by":"Carmen"}""".formatted(String.join("\",\"", sensors), limits, from);
    }

    private void hold(String site, String sensor, String from, String to, double celsius) {
        rooms.hold(site, sensor, Instant.parse(DAY + from + ":00Z"), Instant.parse(DAY + to + ":00Z"), celsius);
    }
}
