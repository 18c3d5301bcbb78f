package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test of what an import accepts, marks or refuses, and of its answer. */
class ImportsIT {
    private final Imports imports = new Imports(Deployment.shared());
    private final RestClient history = imports.history;

    @Test
    void reportsDifferentValuesOfOneInstantAsConflicts() {
        String csv =
                "date,freezer-1\n9/14/2026 8:00,-18.0\n9/14/2026 8:00,-18.1\n9/14/2026 8:00,-18.0\n9/14/2026 8:01,-18.2\n";
        Response answer =
                history.post("/sites/conflicting/readings?zone=UTC&dateFormat=M/d/yyyy%20H:mm", "text/csv", csv);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        JsonNode counts = RestClient.json(answer);
        assertThat(counts.get("conflicts").asLong()).isEqualTo(1);
        assertThat(counts.get("duplicates").asLong()).isEqualTo(1);
        JsonNode conflicts =
                history.json("/sensors/conflicting/freezer-1/conflicts").get("conflicts");
        assertThat(conflicts).hasSize(1);
        assertThat(conflicts.get(0).get("lost").asDouble()).isEqualTo(-18.1);
        JsonNode again = RestClient.json(
                history.post("/sites/conflicting/readings?zone=UTC&dateFormat=M/d/yyyy%20H:mm", "text/csv", csv));
        assertThat(again.get("accepted").asLong()).isZero();
        assertThat(again.get("duplicates").asLong()).isEqualTo(4);
    }

    @Test
    void marksImpossibleValuesAsFaultsAndLogsThem() {
        Response range = history.putJson(
                "/sensors/impossible/freezer-1/range",
                "{\"lowest\":-60,\"highest\":40,\"missing\":[-45.5],\"by\":\"Carmen\"}");
        assertThat(range.statusCode()).as(range.asString()).isEqualTo(200);
        assertThat(history.putJson("/sensors/impossible/freezer-1/range", "{\"lowset\":-60}")
                        .statusCode())
                .isEqualTo(400);
        Response answer = imports.post(
                "impossible",
                "",
                "sensor,at,celsius\nfreezer-1,2026-02-13T08:00:00Z,85\nfreezer-1,2026-02-13T08:01:00Z,-45.5\nfreezer-1,2026-02-13T08:02:00Z,-18\nother,2026-02-13T08:02:00Z,85\nother,2026-02-13T08:03:00Z,999.9\n");
        assertThat(RestClient.json(answer).get("outOfRange").asLong()).isEqualTo(3);
        assertThat(imports.readings("impossible", "freezer-1").values())
                .containsExactly("[out-of-range]", "[out-of-range]", "-18.0");
        assertThat(imports.readings("impossible", "other").values()).containsExactly("85.0", "[out-of-range]");
        JsonNode log = history.json("/log/impossible?from=2026-02-13T00:00:00Z&to=2026-02-14T00:00:00Z");
        assertThat(log.findValuesAsText("text"))
                .contains(
                        "freezer-1: 85 is above the highest possible, 40",
                        "other: 999.9 is above the highest possible, 125");
    }

    @Test
    void refusesUnknownParametersAndFields() {
        for (String query :
                List.of("?zones=UTC", "?unit=X", "?columns=a", "?preview=yes", "?accept=some", "?encoding=x-y")) {
            Response answer = imports.post("unknown-parameter", query, "sensor,at,celsius\na,2026-02-13T08:00:00Z,1\n");
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
        }
        assertThat(history.post(
                                "/sites/unknown-parameter/readings?unit=F",
                                "text/csv",
                                "sensor,at,celsius\na,2026-02-13T08:00:00Z,1\n")
                        .statusCode())
                .isEqualTo(400);
        assertThat(history.json("/sensors?site=unknown-parameter").get("sensors"))
                .isEmpty();
    }

    @Test
    void acceptsAFileAsAForm() {
        String form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"freezer 3.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\nTime,Temp (°C)\n2026-02-13 08:00:00,4.1\n2026-02-13 08:10:00,4.2\n\r\n--x--\r\n";
        Response stored = history.given()
                .contentType("multipart/form-data; boundary=x")
                .body(form.getBytes(UTF_8))
                .post("/sites/imported-form/imports?zone=UTC");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
        assertThat(RestClient.json(stored).get("fileName").asText()).isEqualTo("freezer 3.csv");
        assertThat(RestClient.json(stored).get("accepted").asLong()).isEqualTo(2);
    }

    @Test
    void acceptsAFileWithoutAContentType() {
        Response stored = history.given()
                .body("Time,Temp (°C)\n2026-02-13 08:00:00,4.1\n".getBytes(UTF_8))
                .post("/sites/imported-untyped/imports?zone=UTC");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
    }

    @Test
    void refusesUnknownParametersOfQueries() {
        Response misspelt = history.get("/sensors?sites=somewhere");
        assertThat(misspelt.statusCode()).as(misspelt.asString()).isEqualTo(400);
        assertThat(RestClient.json(misspelt).get("field").asText()).isEqualTo("sites");
        assertThat(misspelt.asString()).contains("known are", "site");
        assertThat(history.get("/sites/somewhere/continuity?from=2026-01-01").asString())
                .contains("'from' is not known here");
    }
}
