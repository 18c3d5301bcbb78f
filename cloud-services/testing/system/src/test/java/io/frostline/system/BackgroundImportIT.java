package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Test of imports for which the client does not wait. */
class BackgroundImportIT {
    private final Deployment cloud = Deployment.shared();
    private final Imports imports = new Imports(cloud);
    private final RestClient history = imports.history;

    @Test
    void reportsTheProgressOfABackgroundImport() throws Exception {
        String site = "imported-later";
        String where;
        try (HeldLock lock = new HeldLock(cloud, "lock table history.batch in share row exclusive mode")) {
            Response taken = imports.begin(site, "?zone=UTC&by=Carmen", minutes(250_000));
            assertThat(taken.statusCode()).as(taken.asString()).isEqualTo(202);
            assertThat(RestClient.json(taken).path("state").asText()).isEqualTo("running");
            where = taken.header("Location");
            lock.awaitWaiting("insert into batch");
            JsonNode storing = await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> history.json(where),
                            now -> now.path("readings").asLong() == 200_000);
            assertThat(storing.path("phase").asText()).isEqualTo("storing");
            assertThat(storing.path("expected").asLong()).isEqualTo(250_000);
        }
        JsonNode stored = await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> history.json(where),
                        now -> !now.path("state").asText().equals("running"));
        assertThat(stored.path("state").asText()).as(stored.toString()).isEqualTo("stored");
        assertThat(stored.path("accepted").asLong()).isEqualTo(250_000);
        assertThat(stored.path("by").asText()).isEqualTo("Carmen");
        // more than memory holds at once
        assertThat(imports.withdraw(site, stored.path("id").asText()).statusCode())
                .isEqualTo(200);
        assertThat(history.json("/sensors?site=" + site).path("sensors")).isEmpty();
        assertThat(history.json("/sites/" + site + "/verification")
                        .path("intact")
                        .asBoolean())
                .isTrue();

        Response doubtful = imports.begin(site, "", "Time;Temp (°C)\n13.02.2026 08:00;4,1\n");
        JsonNode refused = await().until(
                        () -> history.json(doubtful.header("Location")),
                        now -> !now.path("state").asText().equals("running"));
        assertThat(refused.path("state").asText()).isEqualTo("refused");
        assertThat(refused.at("/problem/field").asText()).isEqualTo("zone");
        assertThat(refused.at("/problem/doubts/0/parameter").asText()).isEqualTo("zone");
    }

    @Test
    void anImportInterruptedByAKillStoresNothing() throws Exception {
        String site = "imported-never";
        String where;
        try (HeldLock lock = new HeldLock(cloud, "lock table history.batch in share row exclusive mode")) {
            where = imports.begin(site, "?zone=UTC", minutes(1_000)).header("Location");
            lock.awaitWaiting("insert into batch");
            cloud.kill(Deployment.Part.HISTORY);
        }
        cloud.start(Deployment.Part.HISTORY);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> history.json(where).path("state").asText().equals("interrupted"));
        assertThat(history.json("/sensors?site=" + site).path("sensors")).isEmpty();
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
}
