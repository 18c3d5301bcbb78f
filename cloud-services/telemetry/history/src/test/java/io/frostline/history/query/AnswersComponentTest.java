package io.frostline.history.query;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Test of the forms of history's queries and answers. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "history"))
class AnswersComponentTest {
    private static final Instant T0 = Instant.parse("2025-03-01T00:00:00Z");
    private static final int READINGS = 20_000;
    private static final String FOURTEEN_DAYS = "from=2025-03-01T00:00:00Z&to=2025-03-15T00:00:00Z";

    @Test
    void jsonIsImportedAndImportedAgainGivesOnlyDuplicates() {
        String body = """
                [{"sensor":"probe","at":"2025-03-01T00:00:00Z","celsius":-18.5},
                 {"sensor":"probe","at":"2025-03-01T02:01:00+02:00","celsius":-18.4},
                 {"sensor":"probe","at":"2025-03-01T00:02:00Z","celsius":null},
                 {"sensor":"other","at":"2025-03-01T00:00:00Z","celsius":4}]""";
        JsonNode first = post("/sites/json-import/readings", "application/json", body);
        assertThat(first.get("accepted").asLong()).isEqualTo(4);
        assertThat(first.get("faults").asLong()).isEqualTo(1);
        assertThat(first.get("rejected")).isEmpty();
        assertThat(values("json-import")).containsExactly("-18.5", "-18.4", "fault");
        JsonNode again = post("/sites/json-import/readings", "application/json", body);
        assertThat(again.get("accepted").asLong()).isZero();
        assertThat(again.get("duplicates").asLong()).isEqualTo(4);
    }

    @Test
    void whoComesLaterWithAnotherValueIsCountedAndStaysVisible() {
        String line = "sensor,at,celsius\nprobe,2025-03-01T00:00:00Z,";
        post("/sites/conflict/readings", "text/csv", line + "-18.5\n");
        post("/sites/conflict/readings", "text/csv", line + "4.0\n");
        assertThat(values("conflict")).containsExactly("-18.5");
        // after it has become a segment in the background
        JsonNode lost = await().atMost(Duration.ofSeconds(60))
                .until(() -> json("/sensors/conflict/probe/conflicts").at("/conflicts"), c -> !c.isEmpty());
        assertThat(lost).hasSize(1);
        assertThat(lost.get(0).get("kept").asDouble()).isEqualTo(-18.5);
        assertThat(lost.get(0).get("lost").asDouble()).isEqualTo(4);
        assertThat(json("/sensors/conflict/probe").get("conflicts").asLong()).isEqualTo(1);
        assertThat(json("/sites").toString()).contains("\"site\":\"conflict\"");
        when().get("/q/openapi").then().body(containsString("/api/v1/sensors/{site}/{sensor}/readings"));
    }

    @Test
    void autoAnswersAboutAThousandBucketsAndKeepsEveryMinimumAndMaximum() {
        List<Double> celsius = recording("auto");
        JsonNode answer = json("/sensors/auto/probe/readings?" + FOURTEEN_DAYS + "&limit=10000");
        assertThat(answer.get("next").isNull()).isTrue();
        JsonNode buckets = answer.get("buckets");
        assertThat(buckets.size()).isBetween(250, 1_000);
        long step = Duration.parse(answer.get("resolution").asText()).toMillis();
        long counted = 0;
        for (JsonNode bucket : buckets) {
            long from = Instant.parse(bucket.get("from").asText()).toEpochMilli();
            List<Double> inside = new ArrayList<>();
            for (int i = 0; i < READINGS; i++) {
                long at = T0.toEpochMilli() + 60_000L * i;
                if (at >= from && at < from + step) {
                    inside.add(celsius.get(i));
                }
            }
            assertThat(bucket.get("count").asInt()).isEqualTo(inside.size());
            if (!inside.isEmpty()) {
                assertThat(bucket.get("min").asDouble())
                        .isEqualTo(inside.stream().min(Double::compare).orElseThrow());
                assertThat(bucket.get("max").asDouble())
                        .isEqualTo(inside.stream().max(Double::compare).orElseThrow());
            }
            counted += inside.size();
        }
        assertThat(counted).isEqualTo(READINGS);
    }

    @Test
    void csvStreamsAllOfIt() {
        List<Double> celsius = recording("export");
        List<String> raw = csv("/sensors/export/probe/readings?" + FOURTEEN_DAYS + "&resolution=raw");
        assertThat(raw.getFirst()).isEqualTo("at,celsius,quality,gap_to,gap_reason");
        String silence = T0.plusSeconds(60L * READINGS) + ",%s," + T0.plus(Duration.ofDays(14)) + ",awaiting-data";
        assertThat(raw).hasSize(1 + READINGS + 1).endsWith(silence.formatted(","));
        for (int i = 0; i < READINGS; i++) {
            assertThat(raw.get(i + 1)).isEqualTo(T0.plusSeconds(60L * i) + "," + celsius.get(i) + ",good,,");
        }
        String path = "/sensors/export/probe/readings?" + FOURTEEN_DAYS + "&resolution=PT6H";
        List<String> buckets = csv(path);
        JsonNode json = json(path).get("buckets");
        assertThat(buckets).hasSize(1 + json.size() + 1).endsWith(silence.formatted(",,,,,"));
        assertThat(buckets.getFirst()).isEqualTo("from,min,max,mean,count,expected,mkt,gap_to,gap_reason");
        for (int i = 0; i < json.size(); i++) {
            JsonNode bucket = json.get(i);
            assertThat(buckets.get(i + 1))
                    .startsWith(bucket.get("from").asText() + ",")
                    .contains("," + bucket.get("count").asText() + ",");
        }
    }

    /** One reading per minute for twenty minutes: one is a fault, five are missing. */
    @Test
    void gapsAndCompletenessAreToldInJsonAndInCsv() {
        StringBuilder wide = new StringBuilder("date,time,room\n");
        for (int minute = 0; minute < 20; minute++) {
            String celsius = minute == 3 ? "###" : minute >= 10 && minute < 15 ? "" : "-20." + minute % 10;
            wide.append("15/01/26,08:%02d:00,%s%n".formatted(minute, celsius));
        }
        JsonNode imported =
                post("/sites/gaps/readings?zone=UTC&dateFormat=dd/MM/yy&interval=PT1M", "text/csv", wide.toString());
        assertThat(imported.get("accepted").asInt()).as(imported.toString()).isEqualTo(15);
        String path = "/sensors/gaps/room/readings?from=2026-01-15T08:00:00Z&to=2026-01-15T08:20:00Z&resolution=";
        assertThat(csv(path + "raw"))
                .hasSize(1 + 15 + 2)
                .containsSequence(
                        "2026-01-15T08:02:00Z,-20.2,good,,",
                        "2026-01-15T08:03:00Z,,fault,,",
                        "2026-01-15T08:03:00Z,,,2026-01-15T08:04:00Z,sensor-fault",
                        "2026-01-15T08:04:00Z,-20.4,good,,")
                .containsSequence(
                        "2026-01-15T08:09:00Z,-20.9,good,,",
                        "2026-01-15T08:10:00Z,,,2026-01-15T08:15:00Z,no-reading",
                        "2026-01-15T08:15:00Z,-20.5,good,,");
        List<String> completeness = new ArrayList<>();
        for (JsonNode bucket : json(path + "PT5M").get("buckets")) {
            completeness.add(bucket.get("count") + " of " + bucket.get("expected"));
        }
        assertThat(completeness).containsExactly("4 of 5", "5 of 5", "0 of 5", "5 of 5");
        for (String resolution : List.of("raw", "PT5M")) {
            List<String> inJson = new ArrayList<>();
            for (JsonNode gap : json(path + resolution).get("gaps")) {
                inJson.add(gap.get("from").asText() + " " + gap.get("to").asText() + " "
                        + gap.get("reason").asText());
            }
            List<String> inCsv = csv(path + resolution).stream()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .filter(row -> !row[row.length - 1].isEmpty())
                    .map(row -> row[0] + " " + row[row.length - 2] + " " + row[row.length - 1])
                    .toList();
            assertThat(inCsv).as(resolution).hasSize(2).isEqualTo(inJson);
        }
    }

    /** One reading per minute: a slow wave, noise, and an occasional spike. */
    private List<Double> recording(String site) {
        Random random = new Random(7);
        List<Double> celsius = new ArrayList<>();
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        for (int i = 0; i < READINGS; i++) {
            double value = -20 + 3 * Math.sin(i / 500.0) + random.nextDouble() + (random.nextInt(997) == 0 ? 15 : 0);
            celsius.add(Math.round(value * 10) / 10.0);
            csv.append("probe,")
                    .append(T0.plusSeconds(60L * i))
                    .append(',')
                    .append(celsius.getLast())
                    .append('\n');
        }
        JsonNode answer = post("/sites/" + site + "/readings", "text/csv", csv.toString());
        assertThat(answer.get("accepted").asInt()).as(answer.toString()).isEqualTo(READINGS);
        return celsius;
    }

    private static JsonNode post(String path, String type, String body) {
        return given().contentType(type)
                .body(body)
                .post("/api/v1" + path)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    private static JsonNode json(String path) {
        return when().get("/api/v1" + path).then().statusCode(200).extract().as(JsonNode.class);
    }

    private static List<String> csv(String path) {
        return given().accept("text/csv")
                .get("/api/v1" + path)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/csv"))
                .extract()
                .asString()
                .lines()
                .toList();
    }

    /** Returns the first ten minutes of a site's probe: a value, or its quality where there is none. */
    private static List<String> values(String site) {
        List<String> values = new ArrayList<>();
        json("/sensors/" + site + "/probe/readings?resolution=raw&from=" + T0 + "&to=" + T0.plusSeconds(600))
                .get("readings")
                .forEach(each -> values.add(each.get(each.get("celsius").isNull() ? "quality" : "celsius")
                        .asText()));
        return values;
    }
}
