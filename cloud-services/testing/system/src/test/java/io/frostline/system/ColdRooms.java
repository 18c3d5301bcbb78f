package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.Topics;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Client of coldroom's REST API that also stores readings in history for it. */
final class ColdRooms {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Deployment cloud;
    private final RestClient history;
    private final RestClient api;

    ColdRooms(Deployment cloud) {
        this.cloud = cloud;
        this.history = cloud.api(Deployment.Part.HISTORY);
        this.api = cloud.api(Deployment.Part.COLDROOM);
        cloud.ensure(List.of(Part.COLDROOM));
    }

    /** Returns settings with stages after 30 and 60 minutes above 8 degrees; an hour without data is an alarm. */
    static String chilled(String from, String... sensors) {
        return setup(from, "8", "\"PT1H\"", sensors);
    }

    static String setup(String from, String high, String noDataAfter, String... sensors) {
        return """
                {"temperatureClass":"chilled","zone":"Europe/Madrid","sensors":["%s"],
                 "limits":[{"name":"air","low":0,"high":%s,"recovery":0.5,
                   "stages":[{"severity":"warning","delay":"PT30M"},{"severity":"critical","delay":"PT60M"}]}],
                 "noDataAfter":%s,"from":"%s","by":"Carmen"}""".formatted(String.join("\",\"", sensors), high, noDataAfter, from);
    }

    Response put(String path, String body) {
        return api.putJson(path, body);
    }

    Response post(String path, String body) {
        return api.postJson(path, body);
    }

    void set(String room, String setup) {
        Response answer = put("/rooms/" + room, setup);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    JsonNode get(String path) {
        return api.json(path);
    }

    /** Returns excursions that are not withdrawn, oldest first. */
    List<JsonNode> excursions(String site) {
        List<JsonNode> found = new ArrayList<>();
        get("/excursions?site=" + site).forEach(found::add);
        found.removeIf(excursion -> excursion.get("state").asText().equals("withdrawn"));
        return found.reversed();
    }

    List<JsonNode> await(String site, Predicate<List<JsonNode>> until) {
        return Awaitility.await().atMost(TIMEOUT).until(() -> excursions(site), until);
    }

    /** Returns the changes of an excursion, each with its cause. */
    List<String> changes(String excursion) {
        List<String> changes = new ArrayList<>();
        get("/excursions/" + excursion)
                .get("changes")
                .forEach(change -> changes.add(change.get("change").asText() + " by "
                        + change.get("cause").asText()));
        return changes;
    }

    /** Stores one reading per minute from {@code from} until before {@code to}. */
    void hold(String site, String sensor, Instant from, Instant to, double celsius) {
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
            csv.append(sensor)
                    .append(',')
                    .append(at)
                    .append(',')
                    .append(celsius)
                    .append('\n');
        }
        Response answer = history.post("/sites/" + site + "/readings?interval=PT1M", "text/csv", csv.toString());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    /** Waits until these events of a room were published once each, and asserts that no other was. */
    void assertTold(String room, String... events) {
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(told(room))
                        .containsOnlyKeys(events)
                        .allSatisfy((event, times) -> assertThat(times).isEqualTo(1)));
    }

    /** Returns how often each event of a room was published, by its content; a redelivered event counts once. */
    Map<String, Integer> told(String room) throws IOException {
        Map<String, String> byId = new TreeMap<>();
        for (JsonNode event : Events.of(cloud, Topics.EXCURSIONS)) {
            if (event.get("aggregate").asText().equals(room)) {
                JsonNode payload = event.get("payload");
                byId.put(
                        event.get("id").asText(),
                        event.get("type").asText() + " "
                                + payload.get("excursion").asText() + " "
                                + payload.get("severity").asText());
            }
        }
        Map<String, Integer> told = new TreeMap<>();
        byId.values().forEach(event -> told.merge(event, 1, Integer::sum));
        return told;
    }
}
