package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Test that kills coldroom in the middle of each of its writes, where a lock held by the test stops it. After the restart all is as
 * without the kill, and each event is published once.
 */
class ColdroomKilledIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Instant WARM = Instant.parse("2026-01-15T08:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final ColdRooms rooms = new ColdRooms(cloud);

    /** Neither change was committed: no trace of them remains, and a retry takes effect. */
    @Test
    void forgetsAnUncommittedRoomVersionAndAcknowledgement() throws Exception {
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
    void keepsACommittedRoomVersionAndAcknowledgement() throws Exception {
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
    void storesFindingsTogetherWithTheEndOfTheirRequest() throws Exception {
        String excursion = warm("killed-found");
        try (HeldLock found =
                new HeldLock(cloud, "select from coldroom.excursion where site = 'killed-found' for update")) {
            assertThat(shorten("killed-found")).isEqualTo(200);
            found.awaitWaiting("select e.* from");
            try (HeldLock wanted =
                    new HeldLock(cloud, "select from coldroom.reevaluation where site = 'killed-found' for update")) {
                found.close();
                wanted.awaitWaiting("delete from reevaluation");
                assertThat(rooms.changes(excursion)).noneMatch(change -> change.contains("shortened"));
                cloud.kill(Part.COLDROOM);
            }
        }
        cloud.start(Part.COLDROOM);
        await().atMost(TIMEOUT)
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
        assertThat(rooms.changes(excursion))
                .endsWith("shortened lowered by new-limits")
                .doesNotHaveDuplicates();
        rooms.assertTold(
                site + "/cooler",
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

    private long number(String sql) throws SQLException {
        return Database.number(cloud.jdbcUrl(), sql);
    }
}
