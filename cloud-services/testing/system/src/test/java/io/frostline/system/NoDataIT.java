package io.frostline.system;

import static io.frostline.system.Probe.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test of alarms for sensors that give no data, or none that counts. */
class NoDataIT {
    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);
    private final Probe probe = new Probe(rooms);

    /** Case in which a well-known platform raised an excursion. */
    @Test
    void raisesOneAlarmForAGapAndNoExcursion() {
        Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(2));
        rooms.set("gap/cooler", """
                {"temperatureClass":"chilled","zone":"UTC","sensors":["probe"],"noDataAfter":"PT30M","by":"Carmen",
                 "limits":[{"name":"air","high":6,"stages":[{"severity":"critical","delay":"PT90M"}]}],"from":"%s"}""".formatted(BEGIN));
        probe.hold("gap", end.minus(Duration.ofHours(1)), end, 1.7);
        List<JsonNode> silent = rooms.await("gap", all -> !all.isEmpty());
        assertThat(silent).singleElement().satisfies(alarm -> {
            assertThat(alarm.get("kind").asText()).isEqualTo("no-data");
            assertThat(alarm.get("state").asText()).isEqualTo("open");
            assertThat(alarm.get("from").asText()).isEqualTo(end.toString());
            assertThat(alarm.at("/raised/no-data").asText())
                    .isEqualTo(end.plus(Duration.ofMinutes(30)).toString());
        });
        probe.hold("gap", end, end.plus(Duration.ofHours(2)).plusSeconds(60), 1.7); // late
        rooms.await("gap", List::isEmpty);
        assertThat(probe.changes(silent.getFirst())).containsExactly("begun raised by live", "withdrawn by live");
    }

    /** Local time written as Z, or an empty battery: the most common device errors. */
    @Test
    void ignoresReadingsFromTheFuture() {
        Instant now = Instant.now();
        rooms.set("ahead/cooler", """
                {"temperatureClass":"chilled","zone":"UTC","sensors":["probe"],"noDataAfter":"PT10S","by":"Carmen",
                 "limits":[{"name":"air","high":6,"stages":[{"severity":"critical","delay":"PT1M"}]}],"from":"%s"}""".formatted(now.minusSeconds(3600)));
        probe.hold("ahead", now.minusSeconds(600), now.minusSeconds(120), 1.7);
        probe.hold("ahead", now.plusSeconds(120), now.plusSeconds(4 * 3600), 9.9);
        probe.hold("ahead", Instant.parse("2099-12-31T23:59:00Z"), Instant.parse("2099-12-31T23:59:59Z"), 9.9);
        List<JsonNode> silent = rooms.await("ahead", all -> !all.isEmpty());
        assertThat(silent)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.get("kind").asText()).isEqualTo("no-data"));

        Instant later = Instant.now();
        probe.hold("ahead", later, later.plusSeconds(1), 1.8);
        rooms.await("ahead", all -> all.getFirst().has("to"));
        JsonNode sensor = cloud.api(Deployment.Part.HISTORY).json("/sensors/ahead/probe");
        assertThat(sensor.at("/latest/celsius").asDouble()).isEqualTo(1.8);
        long flagged = 0;
        for (JsonNode epoch : cloud.api(Deployment.Part.HISTORY)
                .json("/sites/ahead/continuity")
                .get("epochs")) {
            flagged += epoch.get("future").asLong();
        }
        assertThat(flagged).isEqualTo((4 * 3600 - 120) / 60 + 1);
    }

    @Test
    void raisesAnAlarmForASensorWithoutAnyReading() {
        String now = Instant.now().toString();
        rooms.set("unheard/cooler", ColdRooms.setup(now, "8", "\"PT1S\"", "probe"));
        JsonNode silent = rooms.await("unheard", all -> !all.isEmpty()).getFirst();
        assertThat(silent.get("kind").asText()).isEqualTo("no-data");
        assertThat(silent.get("state").asText()).isEqualTo("open");
        Instant first = Instant.now();
        probe.hold("unheard", first, first.plusSeconds(1), 4);
        JsonNode ended = rooms.await("unheard", all -> all.getFirst().has("to")).getFirst();
        assertThat(ended.get("id")).isEqualTo(silent.get("id"));
        assertThat(ended.get("from")).isEqualTo(silent.get("from"));
        assertThat(Instant.parse(ended.get("to").asText())).isEqualTo(first.truncatedTo(ChronoUnit.MILLIS));

        rooms.set("removed/cooler", ColdRooms.setup(now, "8", "\"PT1S\"", "probe"));
        JsonNode removed = rooms.await("removed", all -> !all.isEmpty()).getFirst();
        rooms.set("removed/cooler", ColdRooms.setup(now, "8", "null", "probe"));
        rooms.await("removed", List::isEmpty);
        assertThat(probe.changes(removed)).last().isEqualTo("withdrawn by new-limits");
    }
}
