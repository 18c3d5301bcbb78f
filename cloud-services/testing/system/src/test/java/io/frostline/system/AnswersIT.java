package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The forms in which history is asked and answers. */
class AnswersIT {
    private static final Instant T0 = Instant.parse("2025-03-01T00:00:00Z");
    private static final int READINGS = 20_000;
    private static final String FOURTEEN_DAYS = "from=2025-03-01T00:00:00Z&to=2025-03-15T00:00:00Z";

    private final Deployment cloud = Deployment.shared();
    private final Rest rest = new Rest(cloud);

    @Test
    void jsonIsImportedAndImportedAgainGivesOnlyDuplicates() {
        String body = """
                [{"sensor":"probe","at":"2025-03-01T00:00:00Z","celsius":-18.5},
                 {"sensor":"probe","at":"2025-03-01T02:01:00+02:00","celsius":-18.4},
                 {"sensor":"probe","at":"2025-03-01T00:02:00Z","celsius":null},
                 {"sensor":"other","at":"2025-03-01T00:00:00Z","celsius":4}]""";
        JsonNode first = Rest.parse(rest.post("/sites/json-import/readings", "application/json", body));
        assertThat(first.get("accepted").asLong()).isEqualTo(4);
        assertThat(first.get("faults").asLong()).isEqualTo(1);
        assertThat(first.get("rejected")).isEmpty();
        assertThat(rest.raw("json-import", "probe", T0, T0.plusSeconds(600)).values())
                .containsExactly("-18.5", "-18.4", "[fault]");
        JsonNode again = Rest.parse(rest.post("/sites/json-import/readings", "application/json", body));
        assertThat(again.get("accepted").asLong()).isZero();
        assertThat(again.get("duplicates").asLong()).isEqualTo(4);
    }

    @Test
    void whoComesLaterWithAnotherValueIsCountedAndStaysVisible() throws Exception {
        String line = "sensor,at,celsius\nprobe,2025-03-01T00:00:00Z,";
        rest.post("/sites/conflict/readings", "text/csv", line + "-18.5\n");
        rest.post("/sites/conflict/readings", "text/csv", line + "4.0\n");
        assertThat(rest.raw("conflict", "probe", T0, T0.plusSeconds(600)).values())
                .containsExactly("-18.5");
        // once it is made into a segment, in the background
        JsonNode lost = await().atMost(Duration.ofSeconds(60))
                .until(() -> rest.json("/sensors/conflict/probe/conflicts").at("/conflicts"), c -> !c.isEmpty());
        assertThat(lost).hasSize(1);
        assertThat(lost.get(0).get("kept").asDouble()).isEqualTo(-18.5);
        assertThat(lost.get(0).get("lost").asDouble()).isEqualTo(4);
        assertThat(rest.json("/sensors/conflict/probe").get("conflicts").asLong())
                .isEqualTo(1);
        assertThat(rest.json("/sites").toString()).contains("\"site\":\"conflict\"");
        assertThat(cloud.get(cloud.url(Deployment.Part.HISTORY) + "/q/openapi").body())
                .contains("/api/v1/sensors/{site}/{sensor}/readings");
    }

    @Test
    void autoAnswersAboutAThousandBucketsAndKeepsEveryMinimumAndMaximum() {
        List<Double> celsius = recording("auto");
        JsonNode answer = rest.json("/sensors/auto/probe/readings?" + FOURTEEN_DAYS + "&limit=10000");
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
    void csvStreamsAllOfIt() throws Exception {
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
        JsonNode json = rest.json(path).get("buckets");
        assertThat(buckets).hasSize(1 + json.size() + 1).endsWith(silence.formatted(",,,,,"));
        assertThat(buckets.getFirst()).isEqualTo("from,min,max,mean,count,expected,mkt,gap_to,gap_reason");
        for (int i = 0; i < json.size(); i++) {
            JsonNode bucket = json.get(i);
            assertThat(buckets.get(i + 1))
                    .startsWith(bucket.get("from").asText() + ",")
                    .contains("," + bucket.get("count").asText() + ",");
        }
    }

    /** A reading a minute for twenty minutes: one is a fault, five are missing. */
    @Test
    void gapsAndCompletenessAreToldInJsonAndInCsv() throws Exception {
        StringBuilder wide = new StringBuilder("date,time,room\n");
        for (int minute = 0; minute < 20; minute++) {
            String celsius = minute == 3 ? "###" : minute >= 10 && minute < 15 ? "" : "-20." + minute % 10;
            wide.append("15/01/26,08:%02d:00,%s%n".formatted(minute, celsius));
        }
        HttpResponse<String> imported = rest.post(
                "/sites/gaps/readings?zone=UTC&dateFormat=" + Rest.encode("dd/MM/yy") + "&interval=PT1M",
                "text/csv",
                wide.toString());
        assertThat(Rest.parse(imported).get("accepted").asInt())
                .as(imported.body())
                .isEqualTo(15);
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
        for (JsonNode bucket : rest.json(path + "PT5M").get("buckets")) {
            completeness.add(bucket.get("count") + " of " + bucket.get("expected"));
        }
        assertThat(completeness).containsExactly("4 of 5", "5 of 5", "0 of 5", "5 of 5");
        for (String resolution : List.of("raw", "PT5M")) {
            List<String> inJson = new ArrayList<>();
            for (JsonNode gap : rest.json(path + resolution).get("gaps")) {
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

    /** A reading a minute: a slow wave, noise, and a spike now and then. */
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
        HttpResponse<String> answer = rest.post("/sites/" + site + "/readings", "text/csv", csv.toString());
        assertThat(Rest.parse(answer).get("accepted").asInt()).as(answer.body()).isEqualTo(READINGS);
        return celsius;
    }

    private List<String> csv(String path) throws Exception {
        HttpResponse<String> answer =
                cloud.send(HttpRequest.newBuilder(URI.create(cloud.url(Deployment.Part.HISTORY) + "/api/v1" + path))
                        .header("Accept", "text/csv")
                        .build());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        return answer.body().lines().toList();
    }
}
