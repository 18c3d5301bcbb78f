package io.frostline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/** REST client of a deployment that may be absent, or not ready yet. */
public final class Api implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** @param url without a path */
    public Api(String url) {
        this.url = url;
    }

    /** @return an empty object where nothing answers as requested */
    public JsonNode json(String path) {
        try {
            return parse(get("/api/v1" + path));
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    /** Returns whether the answer is an empty list. */
    public boolean hasNone(String path) {
        JsonNode answer = json(path);
        return answer.isArray() && answer.isEmpty();
    }

    public boolean answers(String path) {
        try {
            return get(path).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public HttpResponse<String> get(String path) throws IOException {
        return send(request(path).build());
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> post(String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = request("/api/v1" + path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public static JsonNode parse(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    /** Returns all raw readings of a sensor in [from, to); follows pages. */
    public TreeMap<Instant, Double> readings(String site, String sensor, Instant from, Instant to) {
        TreeMap<Instant, Double> readings = new TreeMap<>();
        String next = "";
        do {
            JsonNode page = json("/sensors/" + site + "/" + sensor + "/readings?resolution=raw&limit=5000&from=" + from
                    + "&to=" + to + (next.isEmpty() ? "" : "&cursor=" + encode(next)));
            for (JsonNode reading : page.path("readings")) {
                Instant at = Instant.parse(reading.get("at").asText());
                if (readings.put(at, reading.get("celsius").asDouble()) != null) {
                    throw new AssertionError(sensor + " at " + at + " stands twice in the answer");
                }
            }
            next = page.path("next").isTextual() ? page.get("next").asText() : "";
        } while (!next.isEmpty());
        return readings;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
