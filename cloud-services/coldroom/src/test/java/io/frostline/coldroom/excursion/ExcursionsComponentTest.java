package io.frostline.coldroom.excursion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.room.Watch;
import io.frostline.platform.sql.Sql;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "coldroom"))
class ExcursionsComponentTest {
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant RAISED = T0.plusSeconds(3600);

    @Inject
    Excursions excursions;

    @Inject
    @DataSource("coldroom")
    javax.sql.DataSource database;

    private final String site = "site-" + UUID.randomUUID();

    @Test
    void tellsAFindingOnce() {
        assertThat(keep(T0.plusSeconds(7200))).isTrue();
        assertThat(keep(T0.plusSeconds(7200))).as("the same again").isFalse();
        listed().body("", hasSize(1))
                .body("[0].state", equalTo("ended"))
                .body("[0].raised.critical", equalTo("" + RAISED));
        assertThat(events()).containsExactly("excursion-raised", "excursion-ended");
    }

    @Test
    void withdrawsWhatLateDataLeavesNothingOf() {
        keep(null);
        excursions.keep(List.of(new Finding(watch(), T0, null, List.of(), Finding.Cause.LATE_DATA)));
        listed().body("[0].state", equalTo("withdrawn"));
        String id = listed().extract().path("[0].id");
        given().get("/api/v1/excursions/" + id)
                .then()
                .body("changes.cause", contains("live", "late-data"))
                .body("alarms.state", contains("withdrawn"));
    }

    @Test
    void acknowledgesAnExcursionWithItsAlarms() {
        keep(null);
        String id = listed().extract().path("[0].id");
        acknowledge(id, "{\"by\":\"Anna\",\"comment\":\" \"}")
                .statusCode(400)
                .body("violations.field", contains("comment", "action"));
        String said = "{\"by\":\"Anna\",\"comment\":\"door\",\"action\":\"closed\"}";
        acknowledge(id, said).statusCode(200);
        acknowledge(id, said)
                .statusCode(200)
                .body("acknowledgements", hasSize(1))
                .body("alarms.state", contains("acknowledged"));
        given().queryParams("site", site, "state", "acknowledged")
                .get("/api/v1/alarms")
                .then()
                .body("excursion", contains(id));
        acknowledge(UUID.randomUUID().toString(), said).statusCode(404);
    }

    private static ValidatableResponse acknowledge(String id, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/excursions/" + id + "/acknowledgements")
                .then();
    }

    private boolean keep(@Nullable Instant to) {
        Found found = new Found(
                Limit.Side.HIGH, T0, to, 7_200_000, 0, 12_000_000L, T0.plusSeconds(60), Map.of("critical", RAISED));
        return excursions.keep(List.of(new Finding(watch(), T0, null, List.of(found), Finding.Cause.LIVE)));
    }

    private Watch watch() {
        return new Watch(site, "probe", "cooler", "air", Watch.Kind.EACH);
    }

    private ValidatableResponse listed() {
        return given().queryParam("site", site).get("/api/v1/excursions").then().statusCode(200);
    }

    private List<String> events() {
        return Sql.in(
                database,
                c -> Sql.list(
                        c,
                        "select type from outbox where aggregate = ? order by number",
                        row -> row.getString(1),
                        site + "/cooler"));
    }
}
