package io.frostline.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.testing.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;

/** Client of history's REST API. */
final class Rest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Deployment deployment;

    Rest(Deployment deployment) {
        this.deployment = deployment;
    }

    HttpResponse<String> get(String path) {
        try {
            return deployment.get(deployment.url(Deployment.Part.HISTORY) + "/api/v1" + path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode json(String path) {
        return parse(get(path));
    }

    static JsonNode parse(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }

    HttpResponse<String> post(String path, String type, String body) {
        try {
            return deployment.send(
                    HttpRequest.newBuilder(URI.create(deployment.url(Deployment.Part.HISTORY) + "/api/v1" + path))
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all raw readings of a sensor by epoch millisecond: the value, or its quality in brackets; follows all pages. */
    TreeMap<Long, String> raw(String site, String sensor, Instant from, Instant to) {
        TreeMap<Long, String> readings = new TreeMap<>();
        String next = "";
        do {
            HttpResponse<String> answer =
                    get("/sensors/" + site + "/" + sensor + "/readings?resolution=raw&limit=5000&from=" + from + "&to="
                            + to + (next.isEmpty() ? "" : "&cursor=" + encode(next)));
            if (answer.statusCode() == 404) {
                return readings;
            }
            JsonNode page = parse(answer);
            for (JsonNode reading : page.required("readings")) {
                String value = reading.get("celsius").isNull()
                        ? "[" + reading.get("quality").asText() + "]"
                        : Double.toString(reading.get("celsius").asDouble());
                String before =
                        readings.put(Instant.parse(reading.get("at").asText()).toEpochMilli(), value);
                if (before != null) {
                    throw new AssertionError(sensor + " at " + reading.get("at") + " stands twice in the answer");
                }
            }
            next = page.required("next").asText("");
            next = page.get("next").isNull() ? "" : next;
        } while (!next.isEmpty());
        return readings;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
