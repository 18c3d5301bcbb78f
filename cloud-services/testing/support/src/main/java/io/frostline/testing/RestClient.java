package io.frostline.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import io.restassured.config.EncoderConfig;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RedirectConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.apache.http.Header;
import org.apache.http.client.HttpClient;
import org.apache.http.impl.client.DefaultHttpClient;
import org.apache.http.impl.client.DefaultHttpRequestRetryHandler;

/**
 * REST client of a service that may be absent. Each request has a connection of its own and is sent once. A request without an answer
 * throws {@link UncheckedIOException}. A client has no state, and may be used by any number of threads.
 */
public final class RestClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final RestAssuredConfig config;

    /** @param url base of all paths */
    public RestClient(String url) {
        this(url, Duration.ofSeconds(30));
    }

    /** @param timeout upper bound of connecting, and of each pause of the server */
    public RestClient(String url, Duration timeout) {
        int timeoutMillis = Math.toIntExact(timeout.toMillis());
        this.url = url;
        this.config = RestAssuredConfig.newConfig()
                .httpClient(HttpClientConfig.httpClientConfig()
                        .setParam("http.connection.timeout", timeoutMillis)
                        .setParam("http.socket.timeout", timeoutMillis)
                        .httpClientFactory(RestClient::connection))
                .encoderConfig(EncoderConfig.encoderConfig()
                        .defaultContentCharset(StandardCharsets.UTF_8)
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false))
                .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders())
                .redirect(RedirectConfig.redirectConfig().followRedirects(false));
    }

    /** Returns a client for one exchange: REST Assured accepts only this deprecated class, whose default is to retry. */
    @SuppressWarnings("deprecation")
    private static HttpClient connection() {
        DefaultHttpClient connection = new DefaultHttpClient();
        connection.setHttpRequestRetryHandler(new DefaultHttpRequestRetryHandler(0, false));
        connection.addRequestInterceptor((request, context) -> {
            Header type = request.getFirstHeader("Content-Type");
            // REST Assured's way to send a body without a type
            if (type != null && type.getValue().equals("*/*")) {
                request.removeHeader(type);
            }
        });
        return connection;
    }

    /**
     * Returns a request with no content type unless one is set. Its path is encoded by the caller; an absolute URL replaces the base.
     */
    public RequestSpecification given() {
        return RestAssured.given()
                .config(config)
                .baseUri(url)
                .urlEncodingEnabled(false)
                .noContentType()
                .filter(RestClient::exchange);
    }

    @SuppressWarnings("deprecation")
    private static Response exchange(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        try {
            Response answer = context.next(request, expected);
            answer.asByteArray(); // reads the body while the connection is open, and keeps it
            return answer;
        } catch (Exception e) {
            // REST Assured throws IOExceptions that it does not declare
            if (e instanceof IOException noAnswer) {
                throw new UncheckedIOException(noAnswer);
            }
            throw e;
        } finally {
            request.getHttpClient().getConnectionManager().shutdown();
        }
    }

    public Response get(String path) {
        return given().get(path);
    }

    /** Sends a POST without a body. */
    public Response post(String path) {
        return given().post(path);
    }

    public Response post(String path, String contentType, String body) {
        return given().contentType(contentType).body(body).post(path);
    }

    /** @param headers names and values in turn */
    public Response postJson(String path, String body, String... headers) {
        RequestSpecification request = given().contentType("application/json").body(body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.post(path);
    }

    public Response putJson(String path, String body) {
        return given().contentType("application/json").body(body).put(path);
    }

    public Response delete(String path) {
        return given().delete(path);
    }

    /** Returns whether the service is reachable and answers 200. */
    public boolean answers(String path) {
        try {
            return get(path).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public JsonNode json(String path) {
        return json(get(path));
    }

    public static JsonNode json(Response answer) {
        try {
            return JSON.readTree(answer.asString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(answer.asString(), e);
        }
    }

    /** Returns an empty object if the service is not reachable or does not answer with JSON. */
    public JsonNode jsonOrEmpty(String path) {
        try {
            return json(path);
        } catch (UncheckedIOException e) {
            return JSON.createObjectNode();
        }
    }

    /** Returns whether the answer is an empty list. */
    public boolean hasNone(String path) {
        JsonNode answer = jsonOrEmpty(path);
        return answer.isArray() && answer.isEmpty();
    }

    /** Returns a service's metric, summed over its labels; 0 if there is none. */
    public double metric(String name) {
        return metric("/q/metrics", name);
    }

    public double metric(String path, String name) {
        return get(path)
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /**
     * Returns all raw readings of a sensor in [from, to) from history's API; follows pages.
     *
     * @return by epoch millisecond the value, or the quality in brackets; empty if the sensor is unknown
     */
    public TreeMap<Long, String> readings(String site, String sensor, Instant from, Instant to) {
        TreeMap<Long, String> readings = new TreeMap<>();
        String next = "";
        do {
            String cursor = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
            Response answer = get("/sensors/" + site + "/" + sensor + "/readings?resolution=raw&limit=5000&from=" + from
                    + "&to=" + to + cursor);
            if (answer.statusCode() == 404) {
                return readings;
            }
            JsonNode page = json(answer);
            for (JsonNode reading : page.required("readings")) {
                String value = reading.get("celsius").isNull()
                        ? "[" + reading.get("quality").asText() + "]"
                        : Double.toString(reading.get("celsius").asDouble());
                long at = Instant.parse(reading.get("at").asText()).toEpochMilli();
                if (readings.put(at, value) != null) {
                    throw new AssertionError(sensor + " at " + reading.get("at") + " stands twice in the answer");
                }
            }
            next = page.required("next").isNull() ? "" : page.get("next").asText();
        } while (!next.isEmpty());
        return readings;
    }
}
