package io.frostline.system;

import static io.frostline.system.Probe.BEGIN;
import static io.frostline.system.Probe.DAY;
import static io.frostline.system.Probe.excursion;
import static io.frostline.system.Probe.excursions;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Test of limits that change from an instant in the past. */
class ChangedLimitsIT {
    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);
    private final Probe probe = new Probe(rooms);

    @Test
    void aNewLimitHoldsFromItsInstantWithItsAuthor() {
        rooms.set("limits/cooler", ColdRooms.chilled(BEGIN, "probe"));
        probe.hold("limits", "08:00", "12:00", 7);
        probe.hold("limits", "12:00", "12:10", 3);
        rooms.await("limits", all -> !all.isEmpty()); // nothing is known after it
        rooms.set("limits/cooler", ColdRooms.setup(DAY + "10:00:00Z", "6", "null", "probe"));
        JsonNode excursion = excursion(rooms.await("limits", Probe::isEnded));
        assertThat(excursion.get("from").asText()).isEqualTo(DAY + "10:00:00Z");
        assertThat(probe.changes(excursion)).containsExactly("begun raised ended by new-limits");

        JsonNode versions = rooms.get("/rooms/limits/cooler/versions");
        assertThat(versions).hasSize(2).allSatisfy(version -> {
            assertThat(version.get("by").asText()).isEqualTo("Carmen");
            assertThat(Instant.parse(version.get("setAt").asText()))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
        });
        assertThat(versions.get(0).at("/setup/limits/0/high").asInt()).isEqualTo(8);
        assertThat(versions.get(1).at("/setup/limits/0/high").asInt()).isEqualTo(6);

        rooms.set("limits/cooler", ColdRooms.setup(DAY + "10:00:00Z", "9", "null", "probe"));
        rooms.await("limits", all -> excursions(all).isEmpty());
        assertThat(probe.changes(excursion)).last().isEqualTo("withdrawn by new-limits");
    }

    @Test
    void rewritesASignedOffExcursionOnlyForAReason() {
        rooms.set("signed/cooler", ColdRooms.chilled(BEGIN, "probe"));
        probe.hold("signed", "08:00", "10:00", 9);
        probe.hold("signed", "10:00", "10:10", 3);
        String id = excursion(rooms.await("signed", Probe::isEnded)).get("id").asText();
        String signature = """
                {"by":"Carmen","comment":"the door did not close","action":"the seal was replaced"}""";
        for (int again = 0; again < 2; again++) {
            JsonNode signed = RestClient.json(rooms.post("/excursions/" + id + "/acknowledgements", signature));
            assertThat(signed.get("acknowledged").asBoolean()).isTrue();
            assertThat(signed.get("acknowledgements")).hasSize(1);
        }
        String wider = ColdRooms.setup(DAY + "09:00:00Z", "10", "null", "probe");
        Response refused = rooms.put("/rooms/signed/cooler", wider);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("signed-off").contains("reason");
        assertThat(rooms.put(
                                "/rooms/signed/cooler",
                                wider.replace("\"by\"", "\"reason\":\"the logger's limits were wrong\",\"by\""))
                        .statusCode())
                .isEqualTo(200);
        rooms.await(
                "signed",
                all -> excursions(all).stream()
                        .allMatch(e -> e.get("to").asText().equals(DAY + "09:00:00Z")));
    }
}
