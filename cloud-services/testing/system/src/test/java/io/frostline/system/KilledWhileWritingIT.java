package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.Digest;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Test that kills history in the middle of each of its writing transactions, where a lock held by the test stops it. */
class KilledWhileWritingIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @Test
    void ingestBeforeItsEvidence() throws Exception {
        killedAt(
                "history.batch",
                "insert into batch",
                () -> send("killed-batch", Instant.parse("2026-04-01T00:00:00Z")));
        assertWhole("killed-batch", Instant.parse("2026-04-01T00:00:00Z"));
    }

    @Test
    void ingestBetweenItsEvidenceAndItsOffset() throws Exception {
        killedAt(
                "history.consumed",
                "update consumed",
                () -> send("killed-offset", Instant.parse("2026-04-02T00:00:00Z")));
        assertWhole("killed-offset", Instant.parse("2026-04-02T00:00:00Z"));
    }

    @Test
    void aSegmentBeforeItIsWritten() throws Exception {
        killedAt(
                "history.segment",
                "insert into segment",
                () -> send("killed-segment", Instant.parse("2026-04-03T00:00:00Z")));
        assertWhole("killed-segment", Instant.parse("2026-04-03T00:00:00Z"));
    }

    @Test
    void aSegmentBeforeItsBatchesAreNoLongerPending() throws Exception {
        send("killed-pending", Instant.parse("2026-04-04T00:00:00Z"));
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(() -> pending("killed-pending") > 0);
        killedAt("history.pending", "delete from pending", () -> {});
        assertWhole("killed-pending", Instant.parse("2026-04-04T00:00:00Z"));
    }

    @Test
    void aMergeBetweenItsDeleteAndItsInsert() throws Exception {
        Instant from = Instant.parse("2026-04-05T00:00:00Z");
        send("killed-merge", from);
        await().atMost(TIMEOUT).until(() -> fresh("killed-merge") == 1);
        // the parent allows deletes; the partition allows no inserts
        killedAt("history.segment_2026_04", "delete from segment", () -> {});
        await().atMost(TIMEOUT).until(() -> fresh("killed-merge") == 0);
        assertWhole("killed-merge", from);
    }

    @Test
    void aPartitionForLateData() throws Exception {
        Instant from = Instant.parse("2011-05-05T00:00:00Z");
        killedAt("history.segment", "create table", () -> send("killed-partition", from));
        assertWhole("killed-partition", from);
    }

    @Test
    void anImport() throws Exception {
        Instant from = Instant.parse("2026-04-06T00:00:00Z");
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        for (int i = 0; i < 100; i++) {
            csv.append("probe,").append(from.plusSeconds(i)).append(",-20\n");
        }
        killedAt("history.batch", "insert into batch", () -> {
            var unused = CompletableFuture.supplyAsync(
                    () -> rest.post("/sites/killed-import/readings", "text/csv", csv.toString()));
        });
        Response again = rest.post("/sites/killed-import/readings", "text/csv", csv.toString());
        assertThat(RestClient.json(again).get("accepted").asInt())
                .as(again.asString())
                .isEqualTo(100);
        assertWhole("killed-import", from);
    }

    @Test
    void anImportThatIsTakenBack() throws Exception {
        Instant from = Instant.parse("2026-04-07T00:00:00Z");
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        for (int i = 0; i < 100; i++) {
            csv.append("probe,").append(from.plusSeconds(i)).append(",-20\n");
        }
        Response stored = rest.post("/sites/killed-back/imports", "text/csv", csv.toString());
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
        String id = RestClient.json(stored).get("id").asText();
        await().atMost(TIMEOUT).until(() -> pending("killed-back") == 0);
        // the withdrawal is complete except for its mark
        killedAt("history.import", "update import set withdrawn_at", () -> {
            var unused = CompletableFuture.supplyAsync(() -> takeBack(id));
        });
        assertWhole("killed-back", from);
        assertThat(rest.json("/sites/killed-back/imports/" + id).get("state").asText())
                .isEqualTo("stored");
        assertThat(takeBack(id)).isEqualTo(200);
        assertThat(rest.readings("killed-back", "probe", from, from.plusSeconds(200)))
                .isEmpty();
    }

    private int takeBack(String id) {
        try {
            return rest.delete("/sites/killed-back/imports/" + id).statusCode();
        } catch (UncheckedIOException e) {
            return 0; // killed before it answered
        }
    }

    @Test
    void aMessageThatIsRefused() throws Exception {
        String nonsense = "no reading, " + Instant.now();
        killedAt("history.refused_message", "insert into refused_message", () -> {
            try (Site site = new Site(cloud, "killed-refused")) {
                site.publish("frostline/v1/killed-refused/reading", nonsense.getBytes(StandardCharsets.UTF_8));
            }
        });
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(letters(nonsense)).isEqualTo(1));
        // and the batch behind it
        send("killed-refused", Instant.parse("2026-04-08T00:00:00Z"));
        assertWhole("killed-refused", Instant.parse("2026-04-08T00:00:00Z"));
        assertThat(letters(nonsense)).isEqualTo(1);
    }

    private long letters(String payload) {
        long letters = 0;
        for (JsonNode letter : rest.json("/dead-letters?limit=1000")) {
            letters += letter.get("payload").asText().equals(payload) ? 1 : 0;
        }
        return letters;
    }

    // ------------------------------------------------------------------------------------------ helpers

    @FunctionalInterface
    private interface Cause {
        void run() throws Exception;
    }

    /** Kills history while one of its statements waits for the table, restarts it, and releases the lock. */
    private void killedAt(String table, String statement, Cause cause) throws Exception {
        try (HeldLock lock = new HeldLock(cloud, "lock table " + table + " in share row exclusive mode")) {
            cause.run();
            lock.awaitWaiting(statement);
            cloud.kill(Part.HISTORY);
        }
        cloud.start(Part.HISTORY);
    }

    private long number(String sql) throws SQLException {
        return Database.number(cloud.jdbcUrl(), sql);
    }

    private void send(String name, Instant from) {
        try (Site site = new Site(cloud, name)) {
            double[] celsius = new double[50];
            java.util.Arrays.fill(celsius, -20);
            byte[] first = site.batch(name, 1, 1, Digest.NONE, from.toEpochMilli(), celsius);
            byte[] second = site.batch(name, 1, 2, Digest.of(first), from.toEpochMilli() + 50_000, celsius);
            site.send(first, second);
        }
    }

    private long pending(String site) throws SQLException {
        return number("select count(*) from pending where site_id = (select id from site where name = '" + site + "')");
    }

    private long fresh(String site) throws SQLException {
        return number(
                "select count(*) from segment s join sensor on sensor.id = s.sensor_id join site on site.id = site_id"
                        + " where site.name = '" + site + "' and level = 0");
    }

    /** Asserts a hundred readings, once each, also after segments were made. */
    private void assertWhole(String site, Instant from) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(rest.readings(site, "probe", from, from.plusSeconds(200)))
                        .hasSize(100));
        await().atMost(TIMEOUT).until(() -> pending(site) == 0);
        assertThat(rest.readings(site, "probe", from, from.plusSeconds(200))).hasSize(100);
        JsonNode proof = rest.json("/sites/" + site + "/verification");
        assertThat(proof.get("intact").asBoolean()).as(proof.toString()).isTrue();
        assertThat(proof.get("readings").asInt()).isEqualTo(100);
        assertThat(rest.json("/sites/" + site + "/continuity")
                        .at("/epochs/0/duplicates")
                        .asInt())
                .isZero();
    }
}
