package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Test of files from the field: imported unchanged, refused with a reason, or withdrawn completely. */
class ImportsIT {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-12-31T00:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final Rest rest = new Rest(cloud);

    @Test
    void aFileIsPreviewedStoredShownAndTakenBack() throws Exception {
        String file =
                "Date;Temp (°C);RH (%)\n13.02.2026 08:00;4,1;60\n13.02.2026 08:10;4,2;61\n13.02.2026 08:20;---;61\n";
        JsonNode preview = Rest.parse(post("imported-back", "?preview=true&zone=UTC", file));
        assertThat(preview.at("/understood/delimiter").asText()).isEqualTo(";");
        assertThat(preview.at("/understood/ignored/0").asText()).isEqualTo("RH (%)");
        assertThat(preview.get("readings").asLong()).isEqualTo(3);
        assertThat(preview.at("/rows/0/celsius").asText()).isEqualTo("4.1");
        assertThat(rest.json("/sensors?site=imported-back").get("sensors")).isEmpty();

        assertThat(Rest.parse(post("imported-back", "?preview=true", file))
                        .at("/doubts/0/parameter")
                        .asText())
                .isEqualTo("zone");
        HttpResponse<String> doubtful = post("imported-back", "", file);
        assertThat(doubtful.statusCode()).isEqualTo(422);
        assertThat(Rest.parse(doubtful).get("field").asText()).isEqualTo("zone");

        HttpResponse<String> stored = post("imported-back", "?zone=UTC&by=Carmen", file);
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        String id = Rest.parse(stored).get("id").asText();
        JsonNode record = rest.json("/sites/imported-back/imports/" + id);
        assertThat(record.get("by").asText()).isEqualTo("Carmen");
        assertThat(record.get("accepted").asLong()).isEqualTo(3);
        assertThat(record.get("faults").asLong()).isEqualTo(1);
        assertThat(record.get("digest").asText()).hasSize(64);
        assertThat(raw("imported-back", "Temp").values()).containsExactly("4.1", "4.2", "[fault]");

        assertThat(delete("imported-back", id).statusCode()).isEqualTo(200);
        assertThat(delete("imported-back", id).statusCode()).isEqualTo(200);
        assertThat(raw("imported-back", "Temp")).isEmpty();
        assertThat(rest.json("/sensors?site=imported-back").get("sensors")).isEmpty();
        assertThat(rest.json("/sites/imported-back/imports/" + id).has("withdrawnAt"))
                .isTrue();
        JsonNode epoch = rest.json("/sites/imported-back/continuity").at("/epochs/0");
        assertThat(epoch.has("withdrawn")).isTrue();
        assertThat(epoch.at("/chain/intact").asBoolean()).isTrue();
        assertThat(rest.json("/sites/imported-back/verification").get("intact").asBoolean())
                .isTrue();
        assertThat(post("imported-back", "?zone=UTC", file).statusCode()).isEqualTo(201);
        assertThat(raw("imported-back", "Temp")).hasSize(3);
    }

    @Test
    void whatIsTakenBackLeavesWhatOthersSaid() throws Exception {
        own("back-beside", "a,2026-02-13T08:00:00Z,1\na,2026-02-13T08:10:00Z,2\n");
        HttpResponse<String> wrong = post(
                "back-beside",
                "",
                "sensor,at,celsius\na,2026-02-13T08:10:00Z,9\na,2026-02-13T08:20:00Z,9\na,2026-02-13T08:30:00Z,9\n");
        String id = Rest.parse(wrong).get("id").asText();
        assertThat(Rest.parse(wrong).get("conflicts").asLong()).isEqualTo(1);
        own(
                "back-beside",
                "a,2026-02-13T08:20:00Z,3\na,2026-02-13T08:40:00Z,4\n"); // 08:20 loses against the wrong value
        assertThat(raw("back-beside", "a").values()).containsExactly("1.0", "2.0", "9.0", "9.0", "4.0");
        await().atMost(Duration.ofSeconds(30)).until(() -> pending("back-beside") == 0);
        assertThat(rest.json("/sensors/back-beside/a/conflicts").get("conflicts"))
                .hasSize(2);

        assertThat(delete("back-beside", id).statusCode()).isEqualTo(200);
        assertThat(raw("back-beside", "a").values()).containsExactly("1.0", "2.0", "3.0", "4.0");
        assertThat(rest.json("/sensors/back-beside/a/conflicts").get("conflicts"))
                .isEmpty();
        assertThat(rest.json("/sites/back-beside/verification").get("problems")).isEmpty();
    }

    @Test
    void whatCanNotBeToldFromOthersAnyMoreIsNotTakenBack() throws Exception {
        String site = "back-too-late";
        String file = "Time,Temp (°C)\n2026-02-13 08:00:00,4.1\n2026-02-13 08:10:00,4.2\n";
        String id = Rest.parse(post(site, "?zone=UTC", file)).get("id").asText();
        await().atMost(Duration.ofSeconds(30)).until(() -> pending(site) == 0);
        // as retention does with old evidence
        assertThat(sql("with released as (update history.batch b set digest = sha256(payload), payload = null"
                        + " from history.epoch e join history.site s on s.id = e.site_id"
                        + " where e.id = b.epoch_id and s.name = '" + site
                        + "' returning 1) select count(*) from released"))
                .isPositive();
        HttpResponse<String> refused = delete(site, id);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(Rest.parse(refused).get("type").asText()).endsWith("/evidence-released");
        assertThat(raw(site, "Temp")).hasSize(2);
        assertThat(rest.json("/sites/" + site + "/imports/" + id).get("state").asText())
                .isEqualTo("stored");
    }

    @Test
    void anExcursionOfAnImportThatIsTakenBackIsWithdrawn() {
        ColdRooms rooms = new ColdRooms(cloud);
        Instant begin = Instant.parse("2026-02-13T08:00:00Z");
        rooms.set("back-warm/cooler", ColdRooms.chilled("2026-02-13T00:00:00Z", "a"));
        rooms.hold("back-warm", "a", begin, begin.plusSeconds(3600), 4);
        StringBuilder warm = new StringBuilder("sensor,at,celsius\n");
        for (int i = 0; i < 120; i++) {
            warm.append("a,").append(begin.plusSeconds(3600 + 60 * i)).append(",30\n");
        }
        String id = Rest.parse(post("back-warm", "?interval=PT1M", warm.toString()))
                .get("id")
                .asText();
        rooms.hold("back-warm", "a", begin.plusSeconds(4 * 3600), begin.plusSeconds(5 * 3600), 4);
        rooms.await("back-warm", all -> all.stream().anyMatch(each -> each.has("side")));
        assertThat(delete("back-warm", id).statusCode()).isEqualTo(200);
        rooms.await("back-warm", all -> all.stream().noneMatch(each -> each.has("side")));
    }

    @Test
    void differentValuesOfOneInstantAreConflictsAndVisibleAtOnce() {
        String csv =
                "date,freezer-1\n9/14/2026 8:00,-18.0\n9/14/2026 8:00,-18.1\n9/14/2026 8:00,-18.0\n9/14/2026 8:01,-18.2\n";
        HttpResponse<String> answer =
                rest.post("/sites/conflicting/readings?zone=UTC&dateFormat=M/d/yyyy%20H:mm", "text/csv", csv);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode counts = Rest.parse(answer);
        assertThat(counts.get("conflicts").asLong()).isEqualTo(1);
        assertThat(counts.get("duplicates").asLong()).isEqualTo(1);
        JsonNode conflicts =
                rest.json("/sensors/conflicting/freezer-1/conflicts").get("conflicts");
        assertThat(conflicts).hasSize(1);
        assertThat(conflicts.get(0).get("lost").asDouble()).isEqualTo(-18.1);
        JsonNode again = Rest.parse(
                rest.post("/sites/conflicting/readings?zone=UTC&dateFormat=M/d/yyyy%20H:mm", "text/csv", csv));
        assertThat(again.get("accepted").asLong()).isZero();
        assertThat(again.get("duplicates").asLong()).isEqualTo(4);
    }

    @Test
    void aValueThatNoSensorCanMeasureIsAFaultWithItsNumberInTheLog() {
        HttpResponse<String> range = put(
                "/sensors/impossible/freezer-1/range",
                "{\"lowest\":-60,\"highest\":40,\"missing\":[-45.5],\"by\":\"Carmen\"}");
        assertThat(range.statusCode()).as(range.body()).isEqualTo(200);
        assertThat(put("/sensors/impossible/freezer-1/range", "{\"lowset\":-60}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> answer = post(
                "impossible",
                "",
                "sensor,at,celsius\nfreezer-1,2026-02-13T08:00:00Z,85\nfreezer-1,2026-02-13T08:01:00Z,-45.5\nfreezer-1,2026-02-13T08:02:00Z,-18\nother,2026-02-13T08:02:00Z,85\nother,2026-02-13T08:03:00Z,999.9\n");
        assertThat(Rest.parse(answer).get("outOfRange").asLong()).isEqualTo(3);
        assertThat(raw("impossible", "freezer-1").values())
                .containsExactly("[out-of-range]", "[out-of-range]", "-18.0");
        assertThat(raw("impossible", "other").values()).containsExactly("85.0", "[out-of-range]");
        JsonNode log = rest.json("/log/impossible?from=2026-02-13T00:00:00Z&to=2026-02-14T00:00:00Z");
        assertThat(log.findValuesAsText("text"))
                .contains(
                        "freezer-1: 85 is above the highest possible, 40",
                        "other: 999.9 is above the highest possible, 125");
    }

    @Test
    void parametersAndFieldsThatAreNotKnownAreRefused() {
        for (String query :
                List.of("?zones=UTC", "?unit=X", "?columns=a", "?preview=yes", "?accept=some", "?encoding=x-y")) {
            HttpResponse<String> answer =
                    post("unknown-parameter", query, "sensor,at,celsius\na,2026-02-13T08:00:00Z,1\n");
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
        }
        assertThat(rest.post(
                                "/sites/unknown-parameter/readings?unit=F",
                                "text/csv",
                                "sensor,at,celsius\na,2026-02-13T08:00:00Z,1\n")
                        .statusCode())
                .isEqualTo(400);
        assertThat(rest.json("/sensors?site=unknown-parameter").get("sensors")).isEmpty();
    }

    /** Problems reported of other products, each with its correct outcome. */
    @Test
    void theCasesFromTheFieldComeOutRight() throws Exception {
        Path cases = Deployment.root().resolve("../shared/cases");
        assumeTrue(Files.exists(cases), "the cases are not here: " + cases);
        stored(cases, "01-hobo-mobile-fahrenheit-events", "input.csv", "", 22, 0);
        equal(cases, "01-hobo-mobile-fahrenheit-events", "expected.json", "Temp");
        refused(
                cases,
                "03-us-dates-read-day-first",
                "input.csv",
                "?zone=Europe/Madrid&dateFormat=dd/MM/yyyy%20HH:mm",
                "dateFormat");
        stored(
                cases,
                "03-us-dates-read-day-first",
                "input.csv",
                "?zone=Europe/Madrid&dateFormat=MM/dd/yyyy%20HH:mm",
                36,
                0);
        refused(cases, "06-logger-without-summer-time", "input.csv", "?zone=Europe/Madrid", "zone");
        stored(cases, "06-logger-without-summer-time", "input.csv", "?zone=+01:00", 23, 0);
        equal(cases, "06-logger-without-summer-time", "expected.json", "fridge-2");
        stored(cases, "07-newest-first-over-autumn-hour", "newest-first.csv", "?zone=Europe/Madrid", 17, 0);
        equal(cases, "07-newest-first-over-autumn-hour", "expected.json", "cooler-1");
        stored(cases, "09-govee-fahrenheit-and-humidity", "a-as-mailed.csv", "?zone=Europe/Madrid", 20, 0);
        stored(cases, "12-semicolon-comma-cp1252", "input.csv", "?zone=Europe/Berlin", 36, 3);
        refused(cases, "13-decimal-comma-in-comma-file", "a-unquoted.csv", "?zone=UTC", "decimal");
        stored(cases, "13-decimal-comma-in-comma-file", "b-quoted.csv", "?zone=UTC", 20, 0);
        refused(cases, "15-words-for-a-fault", "input.csv", "?zone=UTC", "accept");
        refused(cases, "16-epoch-seconds-no-header", "input.csv", "", "body");
        stored(cases, "16-epoch-seconds-no-header", "b-long-form-epoch.csv", "", 10, 0);
    }

    private void stored(Path cases, String folder, String file, String query, long accepted, long faults)
            throws IOException {
        HttpResponse<String> answer = post(
                site(folder), query, Files.readAllBytes(cases.resolve(folder).resolve(file)));
        assertThat(answer.statusCode()).as(folder + ": " + answer.body()).isEqualTo(201);
        assertThat(Rest.parse(answer).get("accepted").asLong()).as(folder).isEqualTo(accepted);
        assertThat(Rest.parse(answer).get("faults").asLong()).as(folder).isEqualTo(faults);
    }

    private void refused(Path cases, String folder, String file, String query, String field) throws IOException {
        HttpResponse<String> answer = post(
                site(folder), query, Files.readAllBytes(cases.resolve(folder).resolve(file)));
        assertThat(answer.statusCode()).as(folder + ": " + answer.body()).isEqualTo(422);
        assertThat(Rest.parse(answer).get("field").asText())
                .as(folder + ": " + answer.body())
                .isEqualTo(field);
        assertThat(rest.json("/sensors?site=" + site(folder)).get("sensors"))
                .as(folder)
                .isEmpty();
    }

    private void equal(Path cases, String folder, String file, String sensor) throws IOException {
        TreeMap<Long, String> expected = new TreeMap<>();
        for (JsonNode reading : new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(cases.resolve(folder).resolve(file).toFile())) {
            expected.put(
                    Instant.parse(reading.get("at").asText()).toEpochMilli(),
                    Double.toString(reading.get("celsius").asDouble()));
        }
        assertThat(raw(site(folder), sensor)).as(folder).isEqualTo(expected);
    }

    private static String site(String folder) {
        return "case-" + folder.substring(0, 2);
    }

    private long pending(String site) throws Exception {
        return sql("select count(*) from history.pending p join history.site s on s.id = p.site_id where s.name = '"
                + site + "'");
    }

    /** Returns the number that a statement gives. */
    private long sql(String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(statement)) {
            row.next();
            return row.getLong(1);
        }
    }

    private TreeMap<Long, String> raw(String site, String sensor) {
        return rest.raw(site, sensor, FROM, TO);
    }

    @Test
    void whoDoesNotWaitAsksHowFarItIs() throws Exception {
        String site = "imported-later";
        String where;
        try (HeldLock lock = new HeldLock(cloud, "lock table history.batch in share row exclusive mode")) {
            HttpResponse<String> taken = later(site, minutes(250_000), "?zone=UTC&by=Carmen");
            assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
            assertThat(Rest.parse(taken).path("state").asText()).isEqualTo("running");
            where = taken.headers().firstValue("Location").orElseThrow();
            lock.awaitWaiting("insert into batch");
            JsonNode storing = await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> Rest.parse(cloud.get(where)),
                            now -> now.path("readings").asLong() == 200_000);
            assertThat(storing.path("phase").asText()).isEqualTo("storing");
            assertThat(storing.path("expected").asLong()).isEqualTo(250_000);
        }
        JsonNode stored = await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> Rest.parse(cloud.get(where)),
                        now -> !now.path("state").asText().equals("running"));
        assertThat(stored.path("state").asText()).as(stored.toString()).isEqualTo("stored");
        assertThat(stored.path("accepted").asLong()).isEqualTo(250_000);
        assertThat(stored.path("by").asText()).isEqualTo("Carmen");
        // more than memory holds at once
        assertThat(delete(site, stored.path("id").asText()).statusCode()).isEqualTo(200);
        assertThat(rest.json("/sensors?site=" + site).path("sensors")).isEmpty();
        assertThat(rest.json("/sites/" + site + "/verification").path("intact").asBoolean())
                .isTrue();

        HttpResponse<String> doubtful = later(site, "Time;Temp (°C)\n13.02.2026 08:00;4,1\n", "");
        JsonNode refused = await().until(
                        () -> Rest.parse(cloud.get(
                                doubtful.headers().firstValue("Location").orElseThrow())),
                        now -> !now.path("state").asText().equals("running"));
        assertThat(refused.path("state").asText()).isEqualTo("refused");
        assertThat(refused.at("/problem/field").asText()).isEqualTo("zone");
        assertThat(refused.at("/problem/doubts/0/parameter").asText()).isEqualTo("zone");
    }

    @Test
    void anImportThatAKillInterruptsLeavesNothingAndSaysSo() throws Exception {
        String site = "imported-never";
        String where;
        try (HeldLock lock = new HeldLock(cloud, "lock table history.batch in share row exclusive mode")) {
            where = later(site, minutes(1_000), "?zone=UTC")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            lock.awaitWaiting("insert into batch");
            cloud.kill(Deployment.Part.HISTORY);
        }
        cloud.start(Deployment.Part.HISTORY);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Rest.parse(cloud.get(where)).path("state").asText().equals("interrupted"));
        assertThat(rest.json("/sensors?site=" + site).path("sensors")).isEmpty();
    }

    @Test
    void aFileMayComeAsAForm() throws Exception {
        String form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"freezer 3.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\nTime,Temp (°C)\n2026-02-13 08:00:00,4.1\n2026-02-13 08:10:00,4.2\n\r\n--x--\r\n";
        HttpResponse<String> stored = send(
                "POST",
                "/sites/imported-form/imports?zone=UTC",
                form.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "multipart/form-data; boundary=x");
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        assertThat(Rest.parse(stored).get("fileName").asText()).isEqualTo("freezer 3.csv");
        assertThat(Rest.parse(stored).get("accepted").asLong()).isEqualTo(2);
    }

    @Test
    void aFileNeedsNoContentType() throws Exception {
        HttpResponse<String> stored = cloud.send(HttpRequest.newBuilder(URI.create(
                        cloud.url(Deployment.Part.HISTORY) + "/api/v1/sites/imported-untyped/imports?zone=UTC"))
                .POST(HttpRequest.BodyPublishers.ofString("Time,Temp (°C)\n2026-02-13 08:00:00,4.1\n"))
                .build());
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
    }

    @Test
    void aParameterThatNobodyKnowsIsRefusedEverywhere() {
        HttpResponse<String> misspelt = rest.get("/sensors?sites=somewhere");
        assertThat(misspelt.statusCode()).as(misspelt.body()).isEqualTo(400);
        assertThat(Rest.parse(misspelt).get("field").asText()).isEqualTo("sites");
        assertThat(misspelt.body()).contains("known are", "site");
        assertThat(rest.get("/sites/somewhere/continuity?from=2026-01-01").body())
                .contains("'from' is not known here");
    }

    private static String minutes(int count) {
        StringBuilder file = new StringBuilder("Time,Temp (°C)\n");
        DateTimeFormatter time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
        LocalDateTime at = LocalDateTime.of(2025, 1, 1, 0, 0);
        for (int i = 0; i < count; i++) {
            file.append(time.format(at.plusMinutes(i)))
                    .append(',')
                    .append(i % 97 / 10.0)
                    .append('\n');
        }
        return file.toString();
    }

    private HttpResponse<String> later(String site, String body, String query) throws IOException {
        return cloud.send(HttpRequest.newBuilder(
                        URI.create(cloud.url(Deployment.Part.HISTORY) + "/api/v1/sites/" + site + "/imports" + query))
                .header("Content-Type", "application/octet-stream")
                .header("Prefer", "respond-async")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private void own(String site, String rows) {
        HttpResponse<String> answer =
                rest.post("/sites/" + site + "/readings", "text/csv", "sensor,at,celsius\n" + rows);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> post(String site, String query, String body) {
        return post(site, query, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private HttpResponse<String> post(String site, String query, byte[] body) {
        return send("POST", "/sites/" + site + "/imports" + query, body, "application/octet-stream");
    }

    private HttpResponse<String> put(String path, String body) {
        return send("PUT", path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), "application/json");
    }

    private HttpResponse<String> delete(String site, String id) {
        return send("DELETE", "/sites/" + site + "/imports/" + id + "?by=Carmen", new byte[0], "application/json");
    }

    private HttpResponse<String> send(String method, String path, byte[] body, String type) {
        try {
            return cloud.send(HttpRequest.newBuilder(URI.create(cloud.url(Deployment.Part.HISTORY) + "/api/v1" + path))
                    .header("Content-Type", type)
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                    .build());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
