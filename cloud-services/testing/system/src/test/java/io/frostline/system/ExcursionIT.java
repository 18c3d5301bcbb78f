package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of excursions in history's readings, however these arrived. */
class ExcursionIT {
    private static final String DAY = "2026-01-15T";
    private static final String BEGIN = "2026-01-01T00:00:00Z";

    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    @Test
    void anExcursionIsFoundWithItsTimesAndItsPeak() throws Exception {
        rooms.set("times/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("times", "08:00", "09:00", 4);
        hold("times", "09:00", "09:40", 8.5);
        hold("times", "09:40", "10:10", 9.5);
        hold("times", "10:10", "10:20", 7.9);
        hold("times", "10:20", "11:00", 7);
        JsonNode excursion = rooms.await("times", ExcursionIT::isEnded).getFirst();
        assertThat(excursion.get("room").asText()).isEqualTo("cooler");
        assertThat(excursion.get("side").asText()).isEqualTo("high");
        assertThat(excursion.get("from").asText()).isEqualTo(DAY + "09:00:00Z");
        assertThat(excursion.get("to").asText()).isEqualTo(DAY + "10:20:00Z");
        assertThat(excursion.get("outside").asDouble()).isEqualTo(80 * 60);
        assertThat(excursion.get("peakCelsius").asDouble()).isEqualTo(9.5);
        assertThat(excursion.get("peakAt").asText()).isEqualTo(DAY + "09:40:00Z");
        assertThat(excursion.at("/raised/warning").asText()).isEqualTo(DAY + "09:30:00Z");
        assertThat(excursion.at("/raised/critical").asText()).isEqualTo(DAY + "10:00:00Z");
        String page = cloud.url(Deployment.Part.COLDROOM) + "/api/v1/excursions?site=times&state=ended&from=" + BEGIN
                + "&to=2026-02-01T00:00:00Z&limit=1";
        assertThat(cloud.get(page).headers().firstValue("Link").orElse(""))
                .contains("site=times", "state=ended", "cursor=");
    }

    @Test
    void lateReadingsExtendSplitAndWithdrawAndTheHistorySaysSo() {
        rooms.set("late/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("late", "08:00", "08:10", 4);
        hold("late", "10:00", "11:30", 9);
        hold("late", "11:30", "12:00", 4);
        JsonNode first = excursion(rooms.await("late", ExcursionIT::isEnded));
        assertThat(first.get("from").asText()).isEqualTo(DAY + "10:00:00Z");

        hold("late", "09:20", "10:00", 9); // the late data show that it was warm for longer
        JsonNode longer = excursion(rooms.await(
                "late",
                all -> isEnded(all) && excursion(all).get("from").asText().equals(DAY + "09:20:00Z")));
        assertThat(longer.get("id")).isEqualTo(first.get("id"));
        assertThat(longer.get("outside").asDouble()).isEqualTo(130 * 60);
        assertThat(changes(longer)).contains("extended retimed by late-data");
    }

    @Test
    void readingsInBetweenSplitAnExcursion() {
        rooms.set("split/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("split", "08:00", "08:10", 4);
        hold("split", "08:10", "09:00", 9);
        hold("split", "09:03", "09:50", 9);
        hold("split", "09:50", "10:00", 4);
        JsonNode whole = excursion(rooms.await("split", ExcursionIT::isEnded));
        hold("split", "09:01", "09:03", 5); // the temperature had recovered in between
        List<JsonNode> two = rooms.await("split", all -> excursions(all).size() == 2);
        assertThat(excursions(two).getFirst().get("id")).isEqualTo(whole.get("id"));
        assertThat(excursions(two).getFirst().get("to").asText()).isEqualTo(DAY + "09:01:00Z");
        assertThat(changes(excursions(two).getLast())).anyMatch(change -> change.startsWith("split"));
    }

    /** Only every other minute is known, and is outside; the late minutes show that the temperature recovered each time. */
    @Test
    void readingsThatTakeTheGroundFromAnExcursionWithdrawIt() {
        rooms.set("withdrawn/cooler", ColdRooms.chilled(BEGIN, "probe"));
        for (int minute = 0; minute < 50; minute++) { // outside for a minute, every other minute
            hold("withdrawn", at(2 * minute), at(2 * minute + 1), 9);
        }
        hold("withdrawn", at(100), at(110), 4);
        JsonNode known = excursion(rooms.await("withdrawn", ExcursionIT::isEnded));
        for (int minute = 0; minute < 50; minute++) {
            hold("withdrawn", at(2 * minute + 1), at(2 * minute + 2), 4);
        }
        rooms.await("withdrawn", all -> excursions(all).isEmpty());
        JsonNode gone = rooms.get("/excursions/" + known.get("id").asText());
        assertThat(gone.get("state").asText()).isEqualTo("withdrawn");
        assertThat(changes(gone)).last().isEqualTo("withdrawn by late-data");
    }

    /** Case in which a well-known platform raised an excursion. */
    @Test
    void aDataGapIsNoExcursionAndRaisesOneAlarmOfItsOwn() {
        Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(2));
        rooms.set("gap/cooler", """
                {"temperatureClass":"chilled","zone":"UTC","sensors":["probe"],"noDataAfter":"PT30M","by":"Carmen",
                 "limits":[{"name":"air","high":6,"stages":[{"severity":"critical","delay":"PT90M"}]}],"from":"%s"}""".formatted(BEGIN));
        hold("gap", end.minus(Duration.ofHours(1)), end, 1.7);
        List<JsonNode> silent = rooms.await("gap", all -> !all.isEmpty());
        assertThat(silent).singleElement().satisfies(alarm -> {
            assertThat(alarm.get("kind").asText()).isEqualTo("no-data");
            assertThat(alarm.get("state").asText()).isEqualTo("open");
            assertThat(alarm.get("from").asText()).isEqualTo(end.toString());
            assertThat(alarm.at("/raised/no-data").asText())
                    .isEqualTo(end.plus(Duration.ofMinutes(30)).toString());
        });
        hold("gap", end, end.plus(Duration.ofHours(2)).plusSeconds(60), 1.7); // late
        rooms.await("gap", List::isEmpty);
        assertThat(changes(silent.getFirst())).containsExactly("begun raised by live", "withdrawn by live");
    }

    /** Local time written as Z, or an empty battery: the most common device errors. */
    @Test
    void readingsFromTheFutureSilenceNoAlarmAndRaiseNone() {
        Instant now = Instant.now();
        rooms.set("ahead/cooler", """
                {"temperatureClass":"chilled","zone":"UTC","sensors":["probe"],"noDataAfter":"PT10S","by":"Carmen",
                 "limits":[{"name":"air","high":6,"stages":[{"severity":"critical","delay":"PT1M"}]}],"from":"%s"}""".formatted(now.minusSeconds(3600)));
        hold("ahead", now.minusSeconds(600), now.minusSeconds(120), 1.7);
        hold("ahead", now.plusSeconds(120), now.plusSeconds(4 * 3600), 9.9);
        hold("ahead", Instant.parse("2099-12-31T23:59:00Z"), Instant.parse("2099-12-31T23:59:59Z"), 9.9);
        List<JsonNode> silent = rooms.await("ahead", all -> !all.isEmpty());
        assertThat(silent)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.get("kind").asText()).isEqualTo("no-data"));

        Instant later = Instant.now();
        hold("ahead", later, later.plusSeconds(1), 1.8);
        rooms.await("ahead", all -> all.getFirst().has("to"));
        JsonNode sensor = new Rest(cloud).json("/sensors/ahead/probe");
        assertThat(sensor.at("/latest/celsius").asDouble()).isEqualTo(1.8);
        long flagged = 0;
        for (JsonNode epoch : new Rest(cloud).json("/sites/ahead/continuity").get("epochs")) {
            flagged += epoch.get("future").asLong();
        }
        assertThat(flagged).isEqualTo((4 * 3600 - 120) / 60 + 1);
    }

    @Test
    void aSensorThatWasNeverHeardOfIsAnAlarmToo() {
        String now = Instant.now().toString();
        rooms.set("unheard/cooler", ColdRooms.setup(now, "8", "\"PT1S\"", "probe"));
        JsonNode silent = rooms.await("unheard", all -> !all.isEmpty()).getFirst();
        assertThat(silent.get("kind").asText()).isEqualTo("no-data");
        assertThat(silent.get("state").asText()).isEqualTo("open");
        Instant first = Instant.now();
        hold("unheard", first, first.plusSeconds(1), 4);
        JsonNode ended = rooms.await("unheard", all -> all.getFirst().has("to")).getFirst();
        assertThat(ended.get("id")).isEqualTo(silent.get("id"));
        assertThat(ended.get("from")).isEqualTo(silent.get("from"));
        assertThat(Instant.parse(ended.get("to").asText())).isEqualTo(first.truncatedTo(ChronoUnit.MILLIS));

        rooms.set("removed/cooler", ColdRooms.setup(now, "8", "\"PT1S\"", "probe"));
        JsonNode removed = rooms.await("removed", all -> !all.isEmpty()).getFirst();
        rooms.set("removed/cooler", ColdRooms.setup(now, "8", "null", "probe"));
        rooms.await("removed", List::isEmpty);
        assertThat(changes(removed)).last().isEqualTo("withdrawn by new-limits");
    }

    @Test
    void aSiteThatCanNotBeFollowedHoldsUpNoOther() throws Exception {
        rooms.set("damaged/cooler", ColdRooms.chilled(BEGIN, "probe"));
        rooms.set("sound/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("damaged", at(0), at(10), 4);
        rooms.await("damaged", all -> !all.isEmpty()); // nothing is known after it
        String ofSite = " where site_id = (select id from site where name = 'damaged')";
        assertThat(update("update catalog set encoded = '\\xff'::bytea || encoded" + ofSite))
                .isEqualTo(1);
        try {
            hold("damaged", at(10), at(100), 9);
            await().atMost(Duration.ofSeconds(20)).until(() -> health().contains("\"damaged\""));
            hold("sound", "08:00", "09:30", 9);
            rooms.await("sound", all -> !excursions(all).isEmpty());
            assertThat(excursions(rooms.excursions("damaged"))).isEmpty();
            assertThat(cloud.get(cloud.url(Deployment.Part.COLDROOM) + "/q/health/ready")
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            update("update catalog set encoded = substring(encoded from 2)" + ofSite);
        }
        JsonNode found =
                excursion(rooms.await("damaged", all -> !excursions(all).isEmpty()));
        assertThat(found.get("from").asText()).isEqualTo(at(10).toString());
        assertThat(health()).doesNotContain("damaged");
    }

    private String health() throws Exception {
        return cloud.get(cloud.url(Deployment.Part.COLDROOM) + "/q/health/ready")
                .body();
    }

    private int update(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Test
    void anotherLimitHoldsFromItsInstantAndSaysWhoSetItWhen() {
        rooms.set("limits/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("limits", "08:00", "12:00", 7);
        hold("limits", "12:00", "12:10", 3);
        rooms.await("limits", all -> !all.isEmpty()); // nothing is known after it
        rooms.set("limits/cooler", ColdRooms.setup(DAY + "10:00:00Z", "6", "null", "probe"));
        JsonNode excursion = excursion(rooms.await("limits", ExcursionIT::isEnded));
        assertThat(excursion.get("from").asText()).isEqualTo(DAY + "10:00:00Z");
        assertThat(changes(excursion)).containsExactly("begun raised ended by new-limits");

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
        assertThat(changes(excursion)).last().isEqualTo("withdrawn by new-limits");
    }

    @Test
    void whatIsSignedOffIsNotRewrittenWithoutAReason() {
        rooms.set("signed/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("signed", "08:00", "10:00", 9);
        hold("signed", "10:00", "10:10", 3);
        String id =
                excursion(rooms.await("signed", ExcursionIT::isEnded)).get("id").asText();
        String signature = """
                {"by":"Carmen","comment":"the door did not close","action":"the seal was replaced"}""";
        for (int again = 0; again < 2; again++) {
            JsonNode signed = Rest.parse(rooms.post("/excursions/" + id + "/acknowledgements", signature));
            assertThat(signed.get("acknowledged").asBoolean()).isTrue();
            assertThat(signed.get("acknowledgements")).hasSize(1);
        }
        String wider = ColdRooms.setup(DAY + "09:00:00Z", "10", "null", "probe");
        HttpResponse<String> refused = rooms.put("/rooms/signed/cooler", wider);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("signed-off").contains("reason");
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

    /** Whatever coldroom was doing when killed, it finds and publishes the same. */
    @Test
    void killedAtAnyMomentItFindsAndTellsTheSame() throws Exception {
        rooms.set("killed/cooler", ColdRooms.chilled(BEGIN, "probe"));
        Random random = new Random(1);
        for (int hour = 0; hour < 8; hour++) {
            Instant from = Instant.parse(DAY + "00:00:00Z").plus(Duration.ofHours(2L * hour));
            hold("killed", from, from.plus(Duration.ofMinutes(70)), 9);
            hold("killed", from.plus(Duration.ofMinutes(70)), from.plus(Duration.ofMinutes(120)), 4);
            if (hour % 2 == 0) {
                Thread.sleep(random.nextInt(400));
                cloud.kill(Deployment.Part.COLDROOM);
                cloud.start(Deployment.Part.COLDROOM);
            }
        }
        List<JsonNode> found = rooms.await(
                "killed",
                all -> excursions(all).size() == 8 && excursions(all).getLast().has("to"));
        assertThat(excursions(found))
                .allSatisfy(e -> assertThat(e.get("outside").asInt()).isEqualTo(70 * 60));
        Map<String, Integer> told = new TreeMap<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            told.clear();
            told.putAll(rooms.told("killed/cooler"));
            return told.size() >= 24;
        });
        assertThat(told)
                .hasSize(24)
                .allSatisfy((event, times) -> assertThat(times).isEqualTo(1));
    }

    /** A split remains a split and is not published again, although its readings are followed again. */
    @Test
    void killedRightAfterASplitItKnowsBoth() throws Exception {
        rooms.set("resplit/cooler", ColdRooms.chilled(BEGIN, "probe"));
        hold("resplit", "08:00", "09:00", 9);
        rooms.await("resplit", all -> !excursions(all).isEmpty());
        hold("resplit", "09:00", "10:30", 9);
        rooms.hold("resplit", "probe", at(59).plusSeconds(30), at(60), 4); // the temperature had recovered in between
        List<JsonNode> two =
                excursions(rooms.await("resplit", all -> excursions(all).size() == 2));
        cloud.kill(Deployment.Part.COLDROOM);
        cloud.start(Deployment.Part.COLDROOM);
        hold("resplit", "10:30", "10:40", 4);
        List<JsonNode> then = excursions(rooms.await(
                "resplit",
                all -> excursions(all).size() == 2 && excursions(all).getLast().has("to")));
        for (int i = 0; i < 2; i++) {
            assertThat(then.get(i).get("id")).isEqualTo(two.get(i).get("id"));
            assertThat(changes(then.get(i)))
                    .noneMatch(change -> change.contains("reopened") || change.contains("merged"));
        }
    }

    /** Two processes follow the same sites, and one of them stores its findings. */
    @Test
    void twoAtOnceFindAndTellOnce(@TempDir Path folder) throws Exception {
        rooms.set("twice/cooler", ColdRooms.chilled(BEGIN, "probe"));
        Map<String, String> environment = cloud.environment(Deployment.Part.COLDROOM);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(Deployment.freePort()));
        Path app = Deployment.root().resolve("cloud-services/apps/coldroom/target/quarkus-app/quarkus-run.jar");
        try (ServerProcess second = ServerProcess.java(
                "a second coldroom",
                folder.resolve("second.log"),
                List.of("-Xmx256m", "-jar", app.toString()),
                environment)) {
            second.await("listening", Duration.ofSeconds(60), () -> second.log().contains("Listening on"));
            for (int hour = 0; hour < 6; hour++) {
                Instant from = Instant.parse(DAY + "00:00:00Z").plus(Duration.ofHours(2L * hour));
                hold("twice", from, from.plus(Duration.ofMinutes(70)), 9);
                hold("twice", from.plus(Duration.ofMinutes(70)), from.plus(Duration.ofMinutes(120)), 4);
            }
            rooms.await(
                    "twice",
                    all -> excursions(all).size() == 6
                            && excursions(all).getLast().has("to"));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rooms.told("twice/cooler").size() >= 18);
        assertThat(rooms.told("twice/cooler"))
                .hasSize(18)
                .allSatisfy((event, times) -> assertThat(times).isEqualTo(1));
    }

    private void hold(String site, String from, String to, double celsius) {
        hold(site, Instant.parse(DAY + from + ":00Z"), Instant.parse(DAY + to + ":00Z"), celsius);
    }

    private void hold(String site, Instant from, Instant to, double celsius) {
        rooms.hold(site, "probe", from, to, celsius);
    }

    private static Instant at(int minute) {
        return Instant.parse(DAY + "08:00:00Z").plusSeconds(60L * minute);
    }

    /** Returns excursions without the times without data. */
    private static List<JsonNode> excursions(List<JsonNode> all) {
        return all.stream()
                .filter(excursion -> !excursion.get("kind").asText().equals("no-data"))
                .toList();
    }

    private static JsonNode excursion(List<JsonNode> all) {
        return excursions(all).getFirst();
    }

    private static boolean isEnded(List<JsonNode> all) {
        return !excursions(all).isEmpty() && excursion(all).has("to");
    }

    /** Returns changes, each with its cause. */
    private List<String> changes(JsonNode excursion) {
        List<String> changes = new ArrayList<>();
        rooms.get("/excursions/" + excursion.get("id").asText())
                .get("changes")
                .forEach(change -> changes.add(change.get("change").asText() + " by "
                        + change.get("cause").asText()));
        return changes;
    }
}
