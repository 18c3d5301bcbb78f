package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.Batch;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Test that kills coldroom in the middle of each of its writes, where a lock held by the test stops it. After the restart all is as
 * without the kill, and each event is published once.
 */
class ColdroomKilledIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant WARM = Instant.parse("2026-01-15T08:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    /** Steps at which coldroom processes late log entries of an agent: a defrost, an applied set point. */
    private enum OfTheLog {
        BEFORE_THE_DEFROST_IS_KEPT(
                "insert into coldroom.mask_event values ('%s', 'cooler', 'defrost', '2026-01-15T08:09:00Z', true)",
                "insert into mask_event"),
        BEFORE_THE_REPORT_IS_KEPT("select from coldroom.set_point where site = '%s' for update", "update set_point"),
        BEFORE_WHAT_IS_FOUND_IS_KEPT("select from coldroom.excursion where site = '%s' for update", "select e.* from"),
        AFTER_WHAT_IS_FOUND_IS_KEPT("select 1", "");

        private final String lock;
        private final String waiting;

        OfTheLog(String lock, String waiting) {
            this.lock = lock;
            this.waiting = waiting;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheLogSaysIsHeededOnce(OfTheLog moment) throws Exception {
        String name = "killed-log-" + moment.ordinal();
        try (Defrosted room = new Defrosted(cloud, rooms, name)) {
            setPoint(name, 5);
            room.warm(List.of());
            String excursion = room.awaitRaised().get("id").asText();
            try (HeldLock lock = new HeldLock(cloud, moment.lock.formatted(name))) {
                List<Batch.Entry> log = new ArrayList<>(Defrosted.defrost());
                log.add(applied(1, 5));
                room.goOn(log);
                if (moment.waiting.isEmpty()) {
                    room.awaitMasked();
                } else {
                    lock.awaitWaiting(moment.waiting);
                }
                cloud.kill(Part.COLDROOM);
            }
            cloud.start(Part.COLDROOM);
            JsonNode masked = room.awaitMasked();
            assertThat(masked.get("id").asText()).isEqualTo(excursion);
            assertThat(masked.get("masked").asInt()).isEqualTo(2400);
            assertThat(masked.get("outside").asInt()).isEqualTo(600);
            assertThat(awaitReported(name, 1).get("reported").asDouble()).isEqualTo(5);
            // processing continues from there
            setPoint(name, 4);
            room.goOn(List.of(applied(2, 4)));
            assertThat(awaitReported(name, 2).get("reported").asDouble()).isEqualTo(4);
            assertThat(changes(excursion)).endsWith("lowered by late-data").doesNotHaveDuplicates();
            assertTold(
                    name,
                    "excursion-raised " + excursion + " warning",
                    "excursion-ended " + excursion + " null",
                    "excursion-withdrawn " + excursion + " warning");
        }
    }

    private static Batch.Entry applied(long version, double celsius) {
        return new Batch.Entry(
                Instant.parse("2026-01-15T09:02:00Z").toEpochMilli(),
                Batch.Entry.SET_POINT_APPLIED,
                "set point",
                Map.of("room", "cooler", "version", Long.toString(version), "celsius", Double.toString(celsius)));
    }

    private void setPoint(String site, double celsius) {
        HttpResponse<String> answer =
                rooms.put("/rooms/" + site + "/cooler/set-point", "{\"celsius\":" + celsius + ",\"by\":\"Carmen\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode awaitReported(String site, long version) {
        return await().atMost(PATIENCE)
                .until(
                        () -> rooms.get("/rooms/" + site + "/cooler/set-point"),
                        point -> point.get("state").asText().equals("reported")
                                && point.get("version").asLong() == version);
    }

    /** Neither change was committed: no trace of them remains, and a retry takes effect. */
    @Test
    void aVersionOfARoomAndAnAcknowledgementThatAreNotCommittedAreNone() throws Exception {
        String excursion = warm("killed-put");
        try (HeldLock version = new HeldLock(cloud, "lock table coldroom.reevaluation in share row exclusive mode");
                HeldLock alarm = new HeldLock(
                        cloud, "select from coldroom.alarm where excursion_id = '" + excursion + "' for update")) {
            CompletableFuture<Integer> acknowledged = asked(() -> acknowledge(excursion));
            alarm.awaitWaiting("update alarm set acknowledged_at");
            CompletableFuture<Integer> set = asked(() -> shorten("killed-put"));
            version.awaitWaiting("insert into reevaluation");
            cloud.kill(Part.COLDROOM);
            assertThat(acknowledged.get() + set.get()).isZero();
        }
        cloud.start(Part.COLDROOM);
        assertThat(rooms.get("/rooms/killed-put/cooler/versions")).hasSize(1);
        assertThat(rooms.get("/excursions/" + excursion).get("acknowledged").asBoolean())
                .isFalse();
        assertThat(shorten("killed-put")).isEqualTo(200);
        awaitShortened("killed-put", excursion);
        assertThat(acknowledge(excursion)).isEqualTo(200);
        assertAcknowledgedOnce(excursion);
    }

    /** Both changes were committed: one is not re-evaluated yet, and the client of the other has no answer. */
    @Test
    void aVersionOfARoomAndAnAcknowledgementThatAreCommittedStay() throws Exception {
        String excursion = warm("killed-after-put");
        try (HeldLock answer = new HeldLock(cloud, "lock table coldroom.excursion_change in access exclusive mode")) {
            CompletableFuture<Integer> acknowledged = asked(() -> acknowledge(excursion));
            answer.awaitWaiting("select * from excursion_change");
            cloud.kill(Part.COLDROOM);
            assertThat(acknowledged.get()).isZero();
        }
        cloud.start(Part.COLDROOM);
        assertThat(acknowledge(excursion)).isEqualTo(200);
        try (HeldLock found =
                new HeldLock(cloud, "select from coldroom.excursion where site = 'killed-after-put' for update")) {
            assertThat(shorten("killed-after-put")).isEqualTo(200);
            found.awaitWaiting("select e.* from");
            cloud.kill(Part.COLDROOM);
        }
        cloud.start(Part.COLDROOM);
        awaitShortened("killed-after-put", excursion);
        assertAcknowledgedOnce(excursion);
    }

    /** Killed between storing a re-evaluation's findings and deleting its request: one transaction does both. */
    @Test
    void whatIsFoundAnewIsKeptTogetherWithThatItWas() throws Exception {
        String excursion = warm("killed-found");
        try (HeldLock found =
                new HeldLock(cloud, "select from coldroom.excursion where site = 'killed-found' for update")) {
            assertThat(shorten("killed-found")).isEqualTo(200);
            found.awaitWaiting("select e.* from");
            try (HeldLock wanted =
                    new HeldLock(cloud, "select from coldroom.reevaluation where site = 'killed-found' for update")) {
                found.close();
                wanted.awaitWaiting("delete from reevaluation");
                assertThat(changes(excursion)).noneMatch(change -> change.contains("shortened"));
                cloud.kill(Part.COLDROOM);
            }
        }
        cloud.start(Part.COLDROOM);
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from coldroom.reevaluation where site = 'killed-found'") == 0);
        awaitShortened("killed-found", excursion);
    }

    /**
     * Makes a room warm.
     *
     * @return a critical excursion of two hours
     */
    private String warm(String site) {
        rooms.set(site + "/cooler", ColdRooms.setup("2026-01-01T00:00:00Z", "8", "null", "probe"));
        rooms.hold(site, "probe", WARM, WARM.plusSeconds(7200), 9);
        rooms.hold(site, "probe", WARM.plusSeconds(7200), WARM.plusSeconds(7800), 4);
        return rooms.await(site, all -> !all.isEmpty() && all.getFirst().has("to"))
                .getFirst()
                .get("id")
                .asText();
    }

    /**
     * Raises the limit from 40 minutes on.
     *
     * @return the status of the answer
     */
    private int shorten(String site) {
        return rooms.put(
                        "/rooms/" + site + "/cooler",
                        ColdRooms.setup(WARM.plusSeconds(2400).toString(), "10", "null", "probe")
                                .replace("\"by\"", "\"reason\":\"the probe was at the door\",\"by\""))
                .statusCode();
    }

    private void awaitShortened(String site, String excursion) throws Exception {
        JsonNode shorter = rooms.await(
                        site,
                        all -> Instant.parse(all.getFirst().get("to").asText()).equals(WARM.plusSeconds(2400)))
                .getFirst();
        assertThat(shorter.get("id").asText()).isEqualTo(excursion);
        assertThat(shorter.get("outside").asInt()).isEqualTo(2400);
        assertThat(shorter.get("raised")).hasSize(1);
        assertThat(rooms.get("/rooms/" + site + "/cooler/versions")).hasSize(2);
        assertThat(changes(excursion))
                .endsWith("shortened lowered by new-limits")
                .doesNotHaveDuplicates();
        assertTold(
                site,
                "excursion-raised " + excursion + " warning",
                "excursion-raised " + excursion + " critical",
                "excursion-ended " + excursion + " null",
                "excursion-changed " + excursion + " null",
                "excursion-withdrawn " + excursion + " critical");
    }

    /**
     * Acknowledges an alarm.
     *
     * @return the status of the answer
     */
    private int acknowledge(String excursion) {
        return rooms.post("/excursions/" + excursion + "/acknowledgements", """
                        {"by":"Carmen","comment":"the door did not close","action":"the seal was replaced"}""").statusCode();
    }

    private void assertAcknowledgedOnce(String excursion) throws SQLException {
        assertThat(rooms.get("/excursions/" + excursion).get("acknowledgements"))
                .hasSize(1);
        assertThat(number("select count(*) from coldroom.alarm where acknowledged_at is null and state <> 'withdrawn'"
                        + " and excursion_id = '"
                        + excursion + "'"))
                .isZero();
    }

    /** Returns the answer's status, 0 if there is no answer. */
    private static CompletableFuture<Integer> asked(Supplier<Integer> request) {
        return CompletableFuture.supplyAsync(request).exceptionally(unanswered -> 0);
    }

    /** Returns changes, each with its cause. */
    private List<String> changes(String excursion) {
        List<String> changes = new ArrayList<>();
        rooms.get("/excursions/" + excursion)
                .get("changes")
                .forEach(change -> changes.add(change.get("change").asText() + " by "
                        + change.get("cause").asText()));
        return changes;
    }

    private void assertTold(String site, String... events) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rooms.told(site + "/cooler"))
                        .containsOnlyKeys(events)
                        .allSatisfy((event, times) -> assertThat(times).isEqualTo(1)));
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
