package io.frostline.coldroom.room;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.frostline.coldroom.setpoint.SetPoints;
import io.frostline.contract.batch.Batch;
import io.frostline.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "coldroom"))
class RoomsComponentTest {
    @Inject
    Rooms rooms;

    @Inject
    SetPoints setPoints;

    private final String site = "site-" + UUID.randomUUID();

    @Test
    void keepsEachVersionOfARoom() {
        set("cooler", "probe", "2026-01-01T00:00:00Z").statusCode(200).body("setup.limits[0].high", equalTo(8));
        set("cooler", "probe", "2026-02-01T00:00:00Z").statusCode(200);
        room("cooler").body("from", equalTo("2026-02-01T00:00:00Z")).body("by", equalTo("Carmen"));
        given().get("/api/v1/rooms/{site}/cooler/versions", site)
                .then()
                .body("from", contains("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"));
        given().queryParam("site", site).get("/api/v1/rooms").then().body("", hasSize(1));
        assertThat(rooms.timelines(site).values())
                .singleElement()
                .satisfies(room -> assertThat(room.versions()).hasSize(2));
    }

    @Test
    void showsNoVersionThatIsStillToCome() {
        set("cooler", "probe", "2150-01-01T00:00:00Z").statusCode(200);
        room("cooler").statusCode(404);
    }

    @Test
    void refusesASensorInTwoRooms() {
        set("cooler", "probe", "2026-01-01T00:00:00Z").statusCode(200);
        set("freezer", "probe", "2026-03-01T00:00:00Z")
                .statusCode(409)
                .body("detail", containsString("in room cooler"));
        given().get("/api/v1/rooms/{site}/freezer/versions", site).then().body("", hasSize(0));
    }

    @Test
    void setsAPointWithinTheTemperatureClass() {
        set("cooler", "probe", "2026-01-01T00:00:00Z").statusCode(200);
        setPoint("4.5")
                .statusCode(200)
                .body("celsius", equalTo(4.5f))
                .body("version", equalTo(1))
                .body("state", equalTo("pending"))
                .body("reported", nullValue());
        setPoint("4.5").body("version", equalTo(1));
        setPoint("5").body("version", equalTo(2));
        setPoint("-18").statusCode(400).body("field", equalTo("celsius"));
        given().contentType(ContentType.JSON)
                .body("{}")
                .put("/api/v1/rooms/{site}/cooler/set-point", site)
                .then()
                .statusCode(400)
                .body("violations.field", contains("celsius", "by"));
        given().get("/api/v1/rooms/{site}/freezer/set-point", site).then().statusCode(404);
    }

    @Test
    void keepsWhatTheAgentSaysOfTheNewestVersion() {
        set("cooler", "probe", "2026-01-01T00:00:00Z").statusCode(200);
        setPoint("4").statusCode(200);
        setPoint("5").statusCode(200);
        report(Batch.Entry.SET_POINT_APPLIED, Map.of("room", "cooler", "version", "2", "celsius", "5"));
        report(Batch.Entry.SET_POINT_APPLIED, Map.of("room", "cooler", "version", "1", "celsius", "4"));
        report(Batch.Entry.SET_POINT_APPLIED, Map.of("room", "cooler", "version", "some", "celsius", "7"));
        stored().body("state", equalTo("reported")).body("reported", equalTo(5f));
        setPoint("6").body("state", equalTo("pending"));
        report(Batch.Entry.SET_POINT_REFUSED, Map.of("room", "cooler", "version", "3", "reason", "too warm"));
        stored().body("state", equalTo("refused"))
                .body("reason", equalTo("too warm"))
                .body("reported", equalTo(5f));
    }

    private void report(String kind, Map<String, String> detail) {
        setPoints.report(site, List.of(new Batch.Entry(1_767_225_600_000L, kind, "said", detail)));
    }

    private ValidatableResponse stored() {
        return given().get("/api/v1/rooms/{site}/cooler/set-point", site).then().statusCode(200);
    }

    private ValidatableResponse setPoint(String celsius) {
        return given().contentType(ContentType.JSON)
                .body("{\"celsius\":%s,\"by\":\"Carmen\"}".formatted(celsius))
                .put("/api/v1/rooms/{site}/cooler/set-point", site)
                .then();
    }

    private ValidatableResponse room(String room) {
        return given().get("/api/v1/rooms/{site}/{room}", site, room).then();
    }

    private ValidatableResponse set(String room, String sensor, String from) {
        return given().contentType(ContentType.JSON)
                .body("""
                        {"temperatureClass":"chilled","zone":"UTC","sensors":["%s"],"by":"Carmen","from":"%s",
                         "limits":[{"name":"air","low":0,"high":8}]}""".formatted(sensor, from))
                .put("/api/v1/rooms/{site}/{room}", site, room)
                .then();
    }
}
