package io.frostline.system;

import static io.frostline.system.Probe.BEGIN;
import static io.frostline.system.Probe.DAY;
import static io.frostline.system.Probe.at;
import static io.frostline.system.Probe.excursion;
import static io.frostline.system.Probe.excursions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test of excursions in history's readings, however these arrived. */
class ExcursionIT {
    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);
    private final Probe probe = new Probe(rooms);

    @Test
    void findsAnExcursionWithItsTimesAndPeak() throws Exception {
        rooms.set("times/cooler", ColdRooms.chilled(BEGIN, "probe"));
        probe.hold("times", "08:00", "09:00", 4);
        probe.hold("times", "09:00", "09:40", 8.5);
        probe.hold("times", "09:40", "10:10", 9.5);
        probe.hold("times", "10:10", "10:20", 7.9);
        probe.hold("times", "10:20", "11:00", 7);
        JsonNode excursion = rooms.await("times", Probe::isEnded).getFirst();
        assertThat(excursion.get("room").asText()).isEqualTo("cooler");
        assertThat(excursion.get("side").asText()).isEqualTo("high");
        assertThat(excursion.get("from").asText()).isEqualTo(DAY + "09:00:00Z");
        assertThat(excursion.get("to").asText()).isEqualTo(DAY + "10:20:00Z");
        assertThat(excursion.get("outside").asDouble()).isEqualTo(80 * 60);
        assertThat(excursion.get("peakCelsius").asDouble()).isEqualTo(9.5);
        assertThat(excursion.get("peakAt").asText()).isEqualTo(DAY + "09:40:00Z");
        assertThat(excursion.at("/raised/warning").asText()).isEqualTo(DAY + "09:30:00Z");
        assertThat(excursion.at("/raised/critical").asText()).isEqualTo(DAY + "10:00:00Z");
        String page = "/excursions?site=times&state=ended&from=" + BEGIN + "&to=2026-02-01T00:00:00Z&limit=1";
        assertThat(cloud.api(Deployment.Part.COLDROOM).get(page).header("Link"))
                .contains("site=times", "state=ended", "cursor=");
    }

    @Test
    void lateReadingsExtendAnExcursionAndTellWhy() {
        rooms.set("late/cooler", ColdRooms.chilled(BEGIN, "probe"));
        probe.hold("late", "08:00", "08:10", 4);
        probe.hold("late", "10:00", "11:30", 9);
        probe.hold("late", "11:30", "12:00", 4);
        JsonNode first = excursion(rooms.await("late", Probe::isEnded));
        assertThat(first.get("from").asText()).isEqualTo(DAY + "10:00:00Z");

        probe.hold("late", "09:20", "10:00", 9); // the late data show that it was warm for longer
        JsonNode longer = excursion(rooms.await(
                "late",
                all -> Probe.isEnded(all) && excursion(all).get("from").asText().equals(DAY + "09:20:00Z")));
        assertThat(longer.get("id")).isEqualTo(first.get("id"));
        assertThat(longer.get("outside").asDouble()).isEqualTo(130 * 60);
        assertThat(probe.changes(longer)).contains("extended retimed by late-data");
    }

    @Test
    void lateReadingsInBetweenSplitAnExcursion() {
        rooms.set("split/cooler", ColdRooms.chilled(BEGIN, "probe"));
        probe.hold("split", "08:00", "08:10", 4);
        probe.hold("split", "08:10", "09:00", 9);
        probe.hold("split", "09:03", "09:50", 9);
        probe.hold("split", "09:50", "10:00", 4);
        JsonNode whole = excursion(rooms.await("split", Probe::isEnded));
        probe.hold("split", "09:01", "09:03", 5); // the temperature had recovered in between
        List<JsonNode> two = rooms.await("split", all -> excursions(all).size() == 2);
        assertThat(excursions(two).getFirst().get("id")).isEqualTo(whole.get("id"));
        assertThat(excursions(two).getFirst().get("to").asText()).isEqualTo(DAY + "09:01:00Z");
        assertThat(probe.changes(excursions(two).getLast())).anyMatch(change -> change.startsWith("split"));
    }

    /** Only every other minute is known, and is outside; the late minutes show that the temperature recovered each time. */
    @Test
    void withdrawsAnExcursionThatLateReadingsDisprove() {
        rooms.set("withdrawn/cooler", ColdRooms.chilled(BEGIN, "probe"));
        for (int minute = 0; minute < 50; minute++) { // outside for a minute, every other minute
            probe.hold("withdrawn", at(2 * minute), at(2 * minute + 1), 9);
        }
        probe.hold("withdrawn", at(100), at(110), 4);
        JsonNode known = excursion(rooms.await("withdrawn", Probe::isEnded));
        for (int minute = 0; minute < 50; minute++) {
            probe.hold("withdrawn", at(2 * minute + 1), at(2 * minute + 2), 4);
        }
        rooms.await("withdrawn", all -> excursions(all).isEmpty());
        JsonNode gone = rooms.get("/excursions/" + known.get("id").asText());
        assertThat(gone.get("state").asText()).isEqualTo("withdrawn");
        assertThat(probe.changes(gone)).last().isEqualTo("withdrawn by late-data");
    }

    @Test
    void followsOtherSitesWhenOneSiteIsDamaged() throws Exception {
        rooms.set("damaged/cooler", ColdRooms.chilled(BEGIN, "probe"));
        rooms.set("sound/cooler", ColdRooms.chilled(BEGIN, "probe"));
        probe.hold("damaged", at(0), at(10), 4);
        rooms.await("damaged", all -> !all.isEmpty()); // nothing is known after it
        String ofSite = " where site_id = (select id from site where name = 'damaged')";
        assertThat(update("update catalog set encoded = '\\xff'::bytea || encoded" + ofSite))
                .isEqualTo(1);
        try {
            probe.hold("damaged", at(10), at(100), 9);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> health().asString().contains("\"damaged\""));
            probe.hold("sound", "08:00", "09:30", 9);
            rooms.await("sound", all -> !excursions(all).isEmpty());
            assertThat(excursions(rooms.excursions("damaged"))).isEmpty();
            assertThat(health().statusCode()).isEqualTo(200);
        } finally {
            update("update catalog set encoded = substring(encoded from 2)" + ofSite);
        }
        JsonNode found =
                excursion(rooms.await("damaged", all -> !excursions(all).isEmpty()));
        assertThat(found.get("from").asText()).isEqualTo(at(10).toString());
        assertThat(health().asString()).doesNotContain("damaged");
    }

    private Response health() {
        return cloud.rest(Deployment.Part.COLDROOM).get("/q/health/ready");
    }

    private int update(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
