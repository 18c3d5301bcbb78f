package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/** Client that imports files into history, and shows which readings are there then. */
final class Imports {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-12-31T00:00:00Z");

    final RestClient history;
    private final Deployment cloud;

    Imports(Deployment cloud) {
        this.cloud = cloud;
        this.history = cloud.api(Part.HISTORY, Duration.ofMinutes(1));
    }

    Response post(String site, String query, String body) {
        return post(site, query, body.getBytes(UTF_8));
    }

    Response post(String site, String query, byte[] body) {
        return history.given()
                .contentType("application/octet-stream")
                .body(body)
                .post("/sites/" + site + "/imports" + query);
    }

    /** Begins an import without waiting for its end; the answer's location tells how far it is. */
    Response begin(String site, String query, String body) {
        return history.given()
                .contentType("application/octet-stream")
                .header("Prefer", "respond-async")
                .body(body.getBytes(UTF_8))
                .post("/sites/" + site + "/imports" + query);
    }

    Response withdraw(String site, String id) {
        return history.delete("/sites/" + site + "/imports/" + id + "?by=Carmen");
    }

    /** Stores readings that belong to no import. */
    void store(String site, String rows) {
        Response answer = history.post("/sites/" + site + "/readings", "text/csv", "sensor,at,celsius\n" + rows);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    TreeMap<Long, String> readings(String site, String sensor) {
        return history.readings(site, sensor, FROM, TO);
    }

    /** Returns the number of a site's batches that are in no segment yet. */
    long pending(String site) throws SQLException {
        return number("select count(*) from history.pending p join history.site s on s.id = p.site_id where s.name = '"
                + site + "'");
    }

    /** Returns the number that a statement gives. */
    long number(String statement) throws SQLException {
        return Database.number(cloud.jdbcUrl(), statement);
    }
}
