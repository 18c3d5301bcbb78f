package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.Topics;
import io.frostline.testing.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Client of coldroom's REST API that also stores readings in history for it. */
final class ColdRooms {
    private final Deployment cloud;
    private final Rest history;

    ColdRooms(Deployment cloud) {
        this.cloud = cloud;
        this.history = new Rest(cloud);
        cloud.startColdroom();
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

    HttpResponse<String> put(String path, String body) {
        return send("PUT", path, body);
    }

    HttpResponse<String> post(String path, String body) {
        return send("POST", path, body);
    }

    private HttpResponse<String> send(String method, String path, String body) {
        try {
            return cloud.send(HttpRequest.newBuilder(URI.create(url(path)))
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String url(String path) {
        return cloud.url(Deployment.Part.COLDROOM) + "/api/v1" + path;
    }

    void set(String room, String setup) {
        HttpResponse<String> answer = put("/rooms/" + room, setup);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    JsonNode get(String path) {
        try {
            return Rest.parse(cloud.get(url(path)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns excursions that are not withdrawn, oldest first. */
    List<JsonNode> excursions(String site) {
        List<JsonNode> found = new ArrayList<>();
        get("/excursions?site=" + site).forEach(found::add);
        found.removeIf(excursion -> excursion.get("state").asText().equals("withdrawn"));
        return found.reversed();
    }

    List<JsonNode> await(String site, Predicate<List<JsonNode>> until) {
        return org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> excursions(site), until);
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
        HttpResponse<String> answer =
                history.post("/sites/" + site + "/readings?interval=PT1M", "text/csv", csv.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
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
