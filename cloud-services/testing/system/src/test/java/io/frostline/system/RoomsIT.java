package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

/** Test of valid and invalid room settings. */
class RoomsIT {
    private static final String BEGIN = "2026-01-01T00:00:00Z";

    private final ColdRooms rooms = new ColdRooms(Deployment.shared());

    @Test
    void aRoomIsAnsweredAsItWasSet() {
        rooms.set("set/cooler", ColdRooms.chilled(BEGIN, "left", "right"));
        JsonNode room = rooms.get("/rooms/set/cooler");
        assertThat(room.at("/setup/temperatureClass").asText()).isEqualTo("chilled");
        assertThat(room.at("/setup/sensors")).hasSize(2);
        assertThat(room.at("/setup/limits/0/recovery").asDouble()).isEqualTo(0.5);
        assertThat(rooms.get("/rooms?site=set")).hasSize(1);
        assertThat(rooms.get("/rooms/set/nowhere").get("status").asInt()).isEqualTo(404);
    }

    @Test
    void aSetupThatMakesNoSenseNamesTheFieldAndTheFix() {
        String right = ColdRooms.chilled(BEGIN, "probe");
        refuses(400, "limits", right.replace("\"high\":8", "\"high\":-1"));
        refuses(400, "limits", right.replace("\"recovery\":0.5", "\"recovery\":5"));
        refuses(400, "limits.stages.delay", right.replace("PT60M", "P365D"));
        refuses(400, "limits.stages.delay", right.replace("PT60M", "an hour"));
        refuses(400, "limits", right.replace("PT60M", "PT20M"));
        refuses(400, "limits", right.replace("\"low\":0,\"high\":8,", ""));
        refuses(400, "limits.high", right.replace("\"high\":8", "\"high\":8000"));
        refuses(400, "temperatureClass", right.replace("\"chilled\"", "\"cosy\""));
        refuses(400, "temperatureClass", right.replace("\"temperatureClass\":\"chilled\",", ""));
        refuses(400, "zone", right.replace("Europe/Madrid", "Europe/Atlantis"));
        refuses(400, "sensors", right.replace("[\"probe\"]", "[\"probe\",\"probe\"]"));
        refuses(400, "sensors", right.replace("[\"probe\"]", "[\"a b\"]"));
        refuses(400, "noDataAfter", right.replace("\"PT1H\"", "\"PT-1H\""));
        refuses(400, "from", right.replace(BEGIN, "yesterday"));
        refuses(400, "from", right.replace(BEGIN, "-5000-01-01T00:00:00Z"));
        refuses(400, "by", right.replace(",\"by\":\"Carmen\"", ""));
        assertThat(rooms.get("/rooms?site=wrong")).isEmpty();
    }

    @Test
    void aSensorIsInOneRoomAtATime() {
        rooms.set("moving/left", ColdRooms.chilled(BEGIN, "probe", "fixed"));
        Response refused = rooms.put("/rooms/moving/right", ColdRooms.chilled("2026-02-01T00:00:00Z", "probe"));
        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(409);
        assertThat(refused.asString()).contains("probe").contains("room left");
        rooms.set("moving/left", ColdRooms.chilled("2026-02-01T00:00:00Z", "fixed"));
        rooms.set("moving/right", ColdRooms.chilled("2026-02-01T00:00:00Z", "probe"));
        assertThat(rooms.put("/rooms/moving/right", ColdRooms.chilled("2026-01-15T00:00:00Z", "probe"))
                        .statusCode())
                .isEqualTo(409);
    }

    private void refuses(int status, String field, String setup) {
        Response answer = rooms.put("/rooms/wrong/cooler", setup);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(RestClient.json(answer).path("field").asText())
                .as(answer.asString())
                .isEqualTo(field);
    }
}
