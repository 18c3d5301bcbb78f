package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that changes made directly in the database are detected. */
class TamperIT {
    private static final Instant T0 = Instant.parse("2026-02-01T00:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Deployment.Part.HISTORY);

    @Test
    void oneByteOfOneBatch() throws Exception {
        history("tamper-byte");
        execute(
                "update batch set payload = set_byte(payload, length(payload) - 1, get_byte(payload, length(payload) - 1) # 1)"
                        + " where sequence = 3 and " + epochOf("tamper-byte"));
        assertThat(problems("tamper-byte")).contains("batch 3");
    }

    /** The last batch has no successor that names its digest, and the changed byte belongs to no reading. */
    @Test
    void oneByteOfTheLastBatchAndTheCommandLineSaysSo(@TempDir Path folder) throws Exception {
        Digest previous = history("tamper-last");
        try (Site site = new Site(cloud, "tamper-last")) {
            site.send(site.encode(new Batch(
                    "tamper-last",
                    99,
                    6,
                    previous,
                    Site.CATALOG.id(),
                    null,
                    List.of(),
                    List.of(new Batch.Entry(T0.toEpochMilli(), "note", "the door was shut", Map.of())),
                    List.of())));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rest.json("/sites/tamper-last/verification")
                                .path("batches")
                                .asLong()
                        == 6);
        execute(
                "update batch set payload = overlay(payload placing 'open'::bytea from position('shut'::bytea in payload))"
                        + " where sequence = 6 and " + epochOf("tamper-last"));
        assertThat(problems("tamper-last")).contains("batch 6 was altered");

        ServerProcess verify = OneMachineIT.run(
                folder.resolve("verify.log"), "verify", "tamper-last", "--url", cloud.url(Deployment.Part.HISTORY));
        assertThat(verify.awaitEnd()).as(verify.log()).isEqualTo(1);
        assertThat(verify.log()).contains("tamper-last").contains("batch 6 was altered");
    }

    @Test
    void oneValueInOneSegmentWithItsSummaryMadeToFit() throws Exception {
        history("tamper-value");
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "select s.sensor_id, s.from_at, s.encoded from segment s where " + sensorOf("tamper-value"))) {
            assertThat(row.next()).isTrue();
            ColumnCodec codec = new ColumnCodec();
            Readings readings = codec.decodeSegment(row.getBytes(3));
            Readings altered = new Readings(readings.size());
            for (int i = 0; i < readings.size(); i++) {
                // one value up, another down: no sum, minimum or maximum reveals it
                long change = i == 4 ? 100_000 : i == 5 ? -100_000 : 0;
                altered.add(readings.at(i), readings.micro(i) + change, readings.quality(i), readings.interval(i));
            }
            try (PreparedStatement update =
                    connection.prepareStatement("update segment set encoded = ? where sensor_id = ? and from_at = ?")) {
                update.setBytes(1, codec.encodeSegment(altered));
                update.setInt(2, row.getInt(1));
                update.setObject(3, row.getObject(2, java.time.OffsetDateTime.class));
                assertThat(update.executeUpdate()).isEqualTo(1);
            }
        }
        assertThat(problems("tamper-value"))
                .contains("probe")
                .contains("in its segment")
                .contains("in its batch");
    }

    @Test
    void aSummaryThatSaysOtherwise() throws Exception {
        history("tamper-summary");
        execute("update segment s set max_micro = max_micro - 100000 where " + sensorOf("tamper-summary"));
        assertThat(problems("tamper-summary")).contains("summary");
    }

    @Test
    void oneReceiptDeleted() throws Exception {
        history("tamper-receipt");
        execute(
                "update epoch set received = received - int8multirange(int8range(2, 3)) where id in (select id from epoch where "
                        + "site_id = (select id from site where name = 'tamper-receipt'))");
        assertThat(problems("tamper-receipt")).contains("batches 2 to 2 stand without a receipt");
    }

    @Test
    void oneBatchDeleted() throws Exception {
        history("tamper-batch");
        execute("delete from batch where sequence = 2 and " + epochOf("tamper-batch"));
        assertThat(problems("tamper-batch")).contains("batches 2 to 2 were received and are gone");
        JsonNode chain =
                rest.json("/sites/tamper-batch/continuity").get("epochs").get(0).get("chain");
        assertThat(chain.get("intact").asBoolean()).isFalse();
        assertThat(chain.get("breaksAt").asLong()).isEqualTo(2);
    }

    /** Stores five batches of ten readings in segments, and returns the digest of the last. */
    private Digest history(String name) throws Exception {
        Digest previous = Digest.NONE;
        try (Site site = new Site(cloud, name)) {
            for (int sequence = 1; sequence <= 5; sequence++) {
                double[] celsius = new double[10];
                for (int i = 0; i < celsius.length; i++) {
                    celsius[i] = -20 + (sequence * 7 + i * 3) % 11 / 10.0;
                }
                byte[] batch =
                        site.batch(name, 99, sequence, previous, T0.toEpochMilli() + (sequence - 1) * 10_000L, celsius);
                previous = Digest.of(batch);
                site.send(batch);
                assertThat(site.receipt(Duration.ofSeconds(20))).isPresent();
            }
        }
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode proof = rest.json("/sites/" + name + "/verification");
            // a receipt arrives before history has read its batch: at first the site is unknown
            assertThat(proof.path("intact").asBoolean()).as(proof.toString()).isTrue();
            assertThat(proof.path("readings").asLong()).isEqualTo(50);
        });
        return previous;
    }

    private static String epochOf(String site) {
        return "epoch_id in (select id from epoch where site_id = (select id from site where name = '" + site + "'))";
    }

    private static String sensorOf(String site) {
        return "s.sensor_id in (select id from sensor where site_id = (select id from site where name = '" + site
                + "'))";
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private String problems(String site) {
        JsonNode proof = rest.json("/sites/" + site + "/verification");
        assertThat(proof.get("intact").asBoolean()).isFalse();
        return proof.get("problems").toString();
    }
}
