package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Test that invalid requests get a clear answer. */
class BadInputIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Deployment.Part.HISTORY);

    @Test
    void refusesSenselessQueriesWithTheField() {
        imports(
                "queries",
                "probe,2026-03-01T00:00:00Z,1\nprobe,2026-03-01T00:00:01Z,2\nprobe,2026-03-01T00:00:02Z,3\n");
        String readings = "/sensors/queries/probe/readings?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z";
        refuses(404, null, "/sensors/queries/nobody");
        refuses(404, null, "/sensors/queries/nobody/readings?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z");
        refuses(404, null, "/sites/nowhere/continuity");
        refuses(400, "from", "/sensors/queries/probe/readings?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z");
        refuses(400, "from", "/sensors/queries/probe/readings?from=2026-03-01T00:00:00Z&to=2026-03-01T00:00:00Z");
        refuses(400, "from", "/sensors/queries/probe/readings?to=2026-03-01T00:00:00Z");
        refuses(400, "to", "/sensors/queries/probe/readings?from=2026-03-01T00:00:00Z&to=%2B30000-01-01T00:00:00Z");
        for (String resolution : List.of("PT0S", "PT0.000000001S", "-PT1H", "hourly", "P999999D")) {
            refuses(400, "resolution", readings + "&resolution=" + resolution);
        }
        refuses(400, "limit", readings + "&resolution=raw&limit=0");
        refuses(400, "limit", readings + "&resolution=raw&limit=1000000");
        refuses(400, "cursor", readings + "&resolution=raw&cursor=garbage");
        String next =
                rest.json(readings + "&resolution=raw&limit=1").get("next").asText();
        assertThat(rest.get(readings + "&resolution=raw&limit=2&cursor=" + next).statusCode())
                .isEqualTo(200);
        refuses(400, "cursor", readings.replace("03-02", "03-03") + "&resolution=raw&cursor=" + next);
    }

    @Test
    void refusesSenselessImportsWholeOrByLine() {
        refused(400, "zone", rest.post("/sites/wrong/readings", "text/csv", "date,hour,a\n24/06/21,14:41:55,1\n"));
        refused(400, "zone", rest.post("/sites/wrong/readings?zone=Mars", "text/csv", "date,a\n"));
        refused(400, "interval", rest.post("/sites/wrong/readings?interval=-PT1S", "text/csv", "sensor,at,celsius\n"));
        refused(400, "body", rest.post("/sites/wrong/readings", "application/json", "{\"sensor\":"));
        refused(400, "site", rest.post("/sites/wrong%20name/readings", "text/csv", "sensor,at,celsius\n"));
        assertThat(rest.post("/sites/wrong/readings", "text/plain", "x").statusCode())
                .isEqualTo(415);

        JsonNode answer = RestClient.json(rest.post(
                "/sites/wrong/readings?accept=partial",
                "text/csv",
                "sensor,at,celsius\na,2026-03-01T00:00:00Z,NaN\na,+30000-01-01T00:00:00Z,1\nb c,2026-03-01T00:00:00Z,1\n"
                        + "a,2026-03-01T00:00:00Z,1e9\na,2026-03-01T00:00:01Z,-18.5\n"));
        assertThat(answer.get("accepted").asLong()).isEqualTo(2);
        assertThat(answer.get("faults").asLong()).isEqualTo(1);
        assertThat(answer.get("rejected")).hasSize(3);
        assertThat(answer.get("rejected").get(0).get("line").asLong()).isEqualTo(3);
        assertThat(rest.readings("wrong", "a", T0, T0.plusSeconds(10)).values()).containsExactly("[fault]", "-18.5");
        refused(
                422,
                "accept",
                rest.post(
                        "/sites/wrong/readings",
                        "text/csv",
                        "sensor,at,celsius\na,2026-03-01T00:00:03Z,1\na,2026-03-01T00:00:04Z,x\n"));
        refused(
                422,
                "celsius",
                rest.post(
                        "/sites/wrong/readings",
                        "application/json",
                        "{\"sensor\":\"a\",\"at\":\"2026-03-01T00:00:05Z\",\"celsius\":\"x\"}"));
        assertThat(rest.readings("wrong", "a", T0, T0.plusSeconds(10))).hasSize(2);
    }

    @Test
    void refusesAHundredMegabytesBeforeReadingThem() throws Exception {
        URI history = URI.create(cloud.url(Deployment.Part.HISTORY));
        try (Socket socket = new Socket(history.getHost(), history.getPort())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream()
                    .write(("POST /api/v1/sites/huge/readings HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                                    + "Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .startsWith("HTTP/1.1 413");
        }
        assertThat(rest.json("/sensors?site=huge").get("sensors")).isEmpty();
    }

    @Test
    void cutsOffAHundredMegabytesAndStoresNothing() {
        String line = "probe,2026-03-01T00:00:00Z,1\n";
        String body = "sensor,at,celsius\n" + line.repeat(100_000_000 / line.length());
        try {
            assertThat(rest.post("/sites/huge/readings", "text/csv", body).statusCode())
                    .isEqualTo(413);
        } catch (UncheckedIOException closedWhileSending) {
            assertThat(closedWhileSending).hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(rest.json("/sensors?site=huge").get("sensors")).isEmpty();
    }

    private void imports(String site, String lines) {
        Response answer = rest.post("/sites/" + site + "/readings", "text/csv", "sensor,at,celsius\n" + lines);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    private void refuses(int status, @Nullable String field, String path) {
        refused(status, field, rest.get(path));
    }

    private static void refused(int status, @Nullable String field, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = RestClient.json(answer);
        assertThat(problem.get("detail").asText()).isNotBlank();
        if (field != null) {
            assertThat(problem.get("field").asText()).isEqualTo(field);
        }
    }
}
