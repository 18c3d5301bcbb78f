package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Test that an import is withdrawn completely, with what was found because of it, and that all else stays. */
class ImportWithdrawalIT {
    private final Deployment cloud = Deployment.shared();
    private final Imports imports = new Imports(cloud);
    private final RestClient history = imports.history;

    @Test
    void previewsStoresShowsAndWithdrawsAFile() throws Exception {
        String file =
                "Date;Temp (°C);RH (%)\n13.02.2026 08:00;4,1;60\n13.02.2026 08:10;4,2;61\n13.02.2026 08:20;---;61\n";
        JsonNode preview = RestClient.json(imports.post("imported-back", "?preview=true&zone=UTC", file));
        assertThat(preview.at("/understood/delimiter").asText()).isEqualTo(";");
        assertThat(preview.at("/understood/ignored/0").asText()).isEqualTo("RH (%)");
        assertThat(preview.get("readings").asLong()).isEqualTo(3);
        assertThat(preview.at("/rows/0/celsius").asText()).isEqualTo("4.1");
        assertThat(history.json("/sensors?site=imported-back").get("sensors")).isEmpty();

        assertThat(RestClient.json(imports.post("imported-back", "?preview=true", file))
                        .at("/doubts/0/parameter")
                        .asText())
                .isEqualTo("zone");
        Response doubtful = imports.post("imported-back", "", file);
        assertThat(doubtful.statusCode()).isEqualTo(422);
        assertThat(RestClient.json(doubtful).get("field").asText()).isEqualTo("zone");

        Response stored = imports.post("imported-back", "?zone=UTC&by=Carmen", file);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
        String id = RestClient.json(stored).get("id").asText();
        JsonNode record = history.json("/sites/imported-back/imports/" + id);
        assertThat(record.get("by").asText()).isEqualTo("Carmen");
        assertThat(record.get("accepted").asLong()).isEqualTo(3);
        assertThat(record.get("faults").asLong()).isEqualTo(1);
        assertThat(record.get("digest").asText()).hasSize(64);
        assertThat(imports.readings("imported-back", "Temp").values()).containsExactly("4.1", "4.2", "[fault]");

        assertThat(imports.withdraw("imported-back", id).statusCode()).isEqualTo(200);
        assertThat(imports.withdraw("imported-back", id).statusCode()).isEqualTo(200);
        assertThat(imports.readings("imported-back", "Temp")).isEmpty();
        assertThat(history.json("/sensors?site=imported-back").get("sensors")).isEmpty();
        assertThat(history.json("/sites/imported-back/imports/" + id).has("withdrawnAt"))
                .isTrue();
        JsonNode epoch = history.json("/sites/imported-back/continuity").at("/epochs/0");
        assertThat(epoch.has("withdrawn")).isTrue();
        assertThat(epoch.at("/chain/intact").asBoolean()).isTrue();
        assertThat(history.json("/sites/imported-back/verification")
                        .get("intact")
                        .asBoolean())
                .isTrue();
        assertThat(imports.post("imported-back", "?zone=UTC", file).statusCode())
                .isEqualTo(201);
        assertThat(imports.readings("imported-back", "Temp")).hasSize(3);
    }

    @Test
    void withdrawalKeepsWhatOtherSourcesStored() throws Exception {
        imports.store("back-beside", "a,2026-02-13T08:00:00Z,1\na,2026-02-13T08:10:00Z,2\n");
        Response wrong = imports.post(
                "back-beside",
                "",
                "sensor,at,celsius\na,2026-02-13T08:10:00Z,9\na,2026-02-13T08:20:00Z,9\na,2026-02-13T08:30:00Z,9\n");
        String id = RestClient.json(wrong).get("id").asText();
        assertThat(RestClient.json(wrong).get("conflicts").asLong()).isEqualTo(1);
        imports.store(
                "back-beside",
                "a,2026-02-13T08:20:00Z,3\na,2026-02-13T08:40:00Z,4\n"); // 08:20 loses against the wrong value
        assertThat(imports.readings("back-beside", "a").values()).containsExactly("1.0", "2.0", "9.0", "9.0", "4.0");
        await().atMost(Duration.ofSeconds(30)).until(() -> imports.pending("back-beside") == 0);
        assertThat(history.json("/sensors/back-beside/a/conflicts").get("conflicts"))
                .hasSize(2);

        assertThat(imports.withdraw("back-beside", id).statusCode()).isEqualTo(200);
        assertThat(imports.readings("back-beside", "a").values()).containsExactly("1.0", "2.0", "3.0", "4.0");
        assertThat(history.json("/sensors/back-beside/a/conflicts").get("conflicts"))
                .isEmpty();
        assertThat(history.json("/sites/back-beside/verification").get("problems"))
                .isEmpty();
    }

    @Test
    void refusesToWithdrawAfterItsEvidenceWasReleased() throws Exception {
        String site = "back-too-late";
        String file = "Time,Temp (°C)\n2026-02-13 08:00:00,4.1\n2026-02-13 08:10:00,4.2\n";
        String id =
                RestClient.json(imports.post(site, "?zone=UTC", file)).get("id").asText();
        await().atMost(Duration.ofSeconds(30)).until(() -> imports.pending(site) == 0);
        // as retention does with old evidence
        assertThat(imports.number(
                        "with released as (update history.batch b set digest = sha256(payload), payload = null"
                                + " from history.epoch e join history.site s on s.id = e.site_id"
                                + " where e.id = b.epoch_id and s.name = '" + site
                                + "' returning 1) select count(*) from released"))
                .isPositive();
        Response refused = imports.withdraw(site, id);
        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(409);
        assertThat(RestClient.json(refused).get("type").asText()).endsWith("/evidence-released");
        assertThat(imports.readings(site, "Temp")).hasSize(2);
        assertThat(history.json("/sites/" + site + "/imports/" + id)
                        .get("state")
                        .asText())
                .isEqualTo("stored");
    }

    @Test
    void withdrawsTheExcursionOfAWithdrawnImport() {
        ColdRooms rooms = new ColdRooms(cloud);
        Instant begin = Instant.parse("2026-02-13T08:00:00Z");
        rooms.set("back-warm/cooler", ColdRooms.chilled("2026-02-13T00:00:00Z", "a"));
        rooms.hold("back-warm", "a", begin, begin.plusSeconds(3600), 4);
        StringBuilder warm = new StringBuilder("sensor,at,celsius\n");
        for (int i = 0; i < 120; i++) {
            warm.append("a,").append(begin.plusSeconds(3600 + 60 * i)).append(",30\n");
        }
        String id = RestClient.json(imports.post("back-warm", "?interval=PT1M", warm.toString()))
                .get("id")
                .asText();
        rooms.hold("back-warm", "a", begin.plusSeconds(4 * 3600), begin.plusSeconds(5 * 3600), 4);
        rooms.await("back-warm", all -> all.stream().anyMatch(each -> each.has("side")));
        assertThat(imports.withdraw("back-warm", id).statusCode()).isEqualTo(200);
        rooms.await("back-warm", all -> all.stream().noneMatch(each -> each.has("side")));
    }
}
