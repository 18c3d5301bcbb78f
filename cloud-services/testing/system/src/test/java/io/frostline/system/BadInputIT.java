package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.wire.Receipt;
import io.frostline.testing.Deployment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Test that invalid input gets a clear answer, and that no valid input is lost because of it. */
class BadInputIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final Rest rest = new Rest(cloud);

    @Test
    void queriesThatMakeNoSenseNameTheFieldAndTheFix() {
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
    void importsThatMakeNoSenseAreRefusedWholeOrByLine() {
        refused(400, "zone", rest.post("/sites/wrong/readings", "text/csv", "date,hour,a\n24/06/21,14:41:55,1\n"));
        refused(400, "zone", rest.post("/sites/wrong/readings?zone=Mars", "text/csv", "date,a\n"));
        refused(400, "interval", rest.post("/sites/wrong/readings?interval=-PT1S", "text/csv", "sensor,at,celsius\n"));
        refused(400, "body", rest.post("/sites/wrong/readings", "application/json", "{\"sensor\":"));
        refused(400, "site", rest.post("/sites/wrong%20name/readings", "text/csv", "sensor,at,celsius\n"));
        assertThat(rest.post("/sites/wrong/readings", "text/plain", "x").statusCode())
                .isEqualTo(415);

        JsonNode answer = Rest.parse(rest.post(
                "/sites/wrong/readings?accept=partial",
                "text/csv",
                "sensor,at,celsius\na,2026-03-01T00:00:00Z,NaN\na,+30000-01-01T00:00:00Z,1\nb c,2026-03-01T00:00:00Z,1\n"
                        + "a,2026-03-01T00:00:00Z,1e9\na,2026-03-01T00:00:01Z,-18.5\n"));
        assertThat(answer.get("accepted").asLong()).isEqualTo(2);
        assertThat(answer.get("faults").asLong()).isEqualTo(1);
        assertThat(answer.get("rejected")).hasSize(3);
        assertThat(answer.get("rejected").get(0).get("line").asLong()).isEqualTo(3);
        assertThat(rest.raw("wrong", "a", T0, T0.plusSeconds(10)).values()).containsExactly("[fault]", "-18.5");
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
        assertThat(rest.raw("wrong", "a", T0, T0.plusSeconds(10))).hasSize(2);
    }

    @Test
    void aHundredMegabytesAreRefusedBeforeTheyAreReadAndTheServiceGoesOn() throws Exception {
        URI history = URI.create(cloud.url(Deployment.Part.HISTORY));
        try (Socket socket = new Socket(history.getHost(), history.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
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
    void aHundredMegabytesThatComeWithoutBeingAnnouncedAreCutOffAndNothingIsStored() {
        String line = "probe,2026-03-01T00:00:00Z,1\n";
        String body = "sensor,at,celsius\n" + line.repeat(100_000_000 / line.length());
        try {
            assertThat(rest.post("/sites/huge/readings", "text/csv", body).statusCode())
                    .isEqualTo(413);
        } catch (java.io.UncheckedIOException closedWhileSending) {
            assertThat(closedWhileSending).hasRootCauseInstanceOf(java.io.IOException.class);
        }
        assertThat(rest.json("/sensors?site=huge").get("sensors")).isEmpty();
    }

    @Test
    void aRecordThatPostgresRefusesBecomesADeadLetterAndHoldsUpNothing() throws Exception {
        execute("alter table log_entry add constraint no_poison check (kind <> 'poison')");
        try (Site site = new Site(cloud, "poison")) {
            byte[] before = site.batch("poison", 1, 1, Digest.NONE, T0.toEpochMilli(), 1, 2, 3);
            byte[] poison = site.encode(new Batch(
                    "poison",
                    1,
                    2,
                    Digest.of(before),
                    Site.CATALOG.id(),
                    OptionalLong.empty(),
                    List.of(),
                    List.of(new Batch.Entry(T0.toEpochMilli(), "poison", "refused below", Map.of())),
                    List.of()));
            byte[] after = site.batch("poison", 1, 3, Digest.of(poison), T0.toEpochMilli() + 3000, 4, 5);
            site.send(before, poison, after);
            site.publish(
                    Topics.reading("poison"),
                    "{\"sensor\":\"p\",\"at\":\"2026-03-01T00:00:00Z\",\"celsius\":4}"
                            .getBytes(StandardCharsets.UTF_8));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(rest.raw("poison", "probe", T0, T0.plusSeconds(60))).hasSize(5);
                assertThat(rest.raw("poison", "p", T0, T0.plusSeconds(60))).hasSize(1);
                assertThat(deadLetters(Topics.READINGS_HISTORY_DEAD, "poison").values())
                        .hasSize(1)
                        .allMatch(reason -> reason.contains("PostgreSQL refuses it") && reason.contains("no_poison"));
            });
            JsonNode epoch = null;
            for (JsonNode each : rest.json("/sites/poison/continuity").get("epochs")) {
                epoch = each.get("epoch").asText().equals("1") ? each : epoch;
            }
            assertThat(epoch).isNotNull();
            assertThat(epoch.at("/missing/0/first").asLong()).isEqualTo(2);
            assertThat(epoch.at("/missing/0/last").asLong()).isEqualTo(2);
        } finally {
            execute("alter table log_entry drop constraint no_poison");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void batchesOfAnotherSiteCutShortOrNoneAtAllBecomeDeadLetters() throws Exception {
        try (Site site = new Site(cloud, "letters")) {
            byte[] foreign = site.batch("elsewhere", 1, 1, Digest.NONE, T0.toEpochMilli(), 1);
            byte[] good = site.batch("letters", 1, 1, Digest.NONE, T0.toEpochMilli(), 1, 2, 3);
            byte[] truncated = Arrays.copyOf(good, good.length - 3);
            byte[] future = site.batch(
                    "letters",
                    1,
                    2,
                    Digest.of(good),
                    Instant.parse("+30000-01-01T00:00:00Z").toEpochMilli(),
                    1);
            site.send(foreign, truncated, good, future);
            Map<Long, Receipt> receipts = new HashMap<>();
            while (receipts.size() < 2) {
                Receipt receipt = site.receipt(PATIENCE).orElseThrow();
                receipts.put(receipt.getEpoch(), receipt);
            }
            assertThat(receipts.get(1L).getDurableList()).hasSize(1);
            assertThat(receipts.get(1L).getRefused(0).getReason()).contains("elsewhere");
            assertThat(receipts.get(0L).getRefusedList())
                    .extracting(refusal -> new Digest(refusal.getDigest().toByteArray()))
                    .containsExactly(Digest.of(truncated), Digest.of(future));
            double letters = refusedByIntake();
            site.publish(Topics.batch("letters"), "not a transfer".getBytes(StandardCharsets.UTF_8));
            site.publish(Topics.reading("letters"), "{\"sensor\":\"p\"".getBytes(StandardCharsets.UTF_8));
            site.publish(
                    Topics.reading("letters"),
                    "[{\"sensor\":\"p\",\"at\":\"2026-03-01T00:00:00Z\",\"celsius\":4},{\"sensor\":\"p\",\"at\":\"x\",\"celsius\":1}]"
                            .getBytes(StandardCharsets.UTF_8));
            site.publish(
                    Topics.reading("letters"),
                    ("[" + "{\"sensor\":\"p\",\"at\":\"y\",\"celsius\":1},".repeat(500)
                                    + "{\"sensor\":\"p\",\"at\":\"y\",\"celsius\":1}]")
                            .getBytes(StandardCharsets.UTF_8));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(refusedByIntake() - letters).isEqualTo(1);
                assertThat(deadLetters(Topics.READINGS_DEAD, "letters").values())
                        .hasSize(4)
                        .anyMatch(reason -> reason.contains("elsewhere"))
                        .anyMatch(reason -> reason.startsWith("MALFORMED"))
                        .anyMatch(reason -> reason.startsWith("OUT_OF_RANGE"))
                        .anyMatch(reason -> reason.contains("not a transfer"));
                assertThat(deadLetters(Topics.READINGS_HISTORY_DEAD, "letters").values())
                        .hasSize(3)
                        .anyMatch(reason -> reason.endsWith("and 481 more"))
                        .anyMatch(reason -> reason.contains("reading 2: at"))
                        .anyMatch(reason -> reason.startsWith("body is not JSON"));
                assertThat(rest.raw("letters", "probe", T0, T0.plusSeconds(60))).hasSize(3);
                assertThat(rest.raw("letters", "p", T0, T0.plusSeconds(60))).hasSize(1);
            });
            site.publish("frostline/v1/letters/readings", "{}".getBytes(StandardCharsets.UTF_8));
            await().atMost(PATIENCE).untilAsserted(() -> {
                List<JsonNode> shown = new ArrayList<>();
                rest.json("/dead-letters?limit=1000").forEach(letter -> {
                    if (letter.get("key").asText().equals("letters")) {
                        shown.add(letter);
                    }
                });
                assertThat(shown).hasSize(8);
                assertThat(shown).anySatisfy(letter -> {
                    assertThat(letter.get("topic").asText()).isEqualTo("frostline/v1/letters/readings");
                    assertThat(letter.get("reason").asText()).contains("nobody reads", "frostline/v1/letters/reading");
                    assertThat(letter.get("payload").asText()).isEqualTo("{}");
                });
                assertThat(shown).anySatisfy(letter -> {
                    assertThat(letter.get("topic").asText()).isEqualTo("frostline/v1/letters/reading");
                    assertThat(letter.get("reason").asText()).contains("reading 2: at");
                });
                assertThat(cloud.get(cloud.url(Deployment.Part.HISTORY) + "/q/metrics")
                                .body())
                        .contains(
                                "frostline_refused_messages_total{reason=\"at\"}",
                                "frostline_refused_messages_total{reason=\"topic\"}");
            });
        }
    }

    @Test
    void anOldEpochAgainIsADuplicateAndOtherContentIsRefusedAndVisible() throws Exception {
        try (Site site = new Site(cloud, "again")) {
            byte[] first = site.batch("again", 7, 1, Digest.NONE, T0.toEpochMilli(), 1, 2);
            byte[] second = site.batch("again", 7, 2, Digest.of(first), T0.toEpochMilli() + 2000, 3, 4);
            byte[] other = site.batch("again", 7, 2, Digest.of(first), T0.toEpochMilli() + 2000, 3, 5);
            site.send(first, second);
            assertThat(site.receipt(PATIENCE)).isPresent();
            site.send(site.batch("again", 8, 1, Digest.NONE, T0.toEpochMilli() + 4000, 5));
            assertThat(site.receipt(PATIENCE)).isPresent();
            site.send(first, second);
            assertThat(site.receipt(PATIENCE)).isPresent();
            site.send(other);
            assertThat(site.receipt(PATIENCE)).isPresent();
            await().atMost(PATIENCE).untilAsserted(() -> {
                Map<String, JsonNode> epochs = new HashMap<>();
                rest.json("/sites/again/continuity")
                        .path("epochs")
                        .forEach(epoch -> epochs.put(epoch.get("epoch").asText(), epoch));
                assertThat(epochs).containsKeys("7", "8");
                assertThat(epochs.get("7").get("duplicates").asLong()).isEqualTo(2);
                assertThat(epochs.get("7").get("refused")).hasSize(1);
                assertThat(epochs.get("7").get("refused").get(0).get("sequence").asLong())
                        .isEqualTo(2);
                assertThat(epochs.get("7").get("chain").get("intact").asBoolean())
                        .isTrue();
                assertThat(epochs.get("8").get("last").asLong()).isEqualTo(1);
            });
            assertThat(rest.raw("again", "probe", T0, T0.plusSeconds(60)).values())
                    .containsExactly("1.0", "2.0", "3.0", "4.0", "5.0");
        }
    }

    private void imports(String site, String lines) {
        HttpResponse<String> answer =
                rest.post("/sites/" + site + "/readings", "text/csv", "sensor,at,celsius\n" + lines);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void refuses(int status, @Nullable String field, String path) {
        refused(status, field, rest.get(path));
    }

    private static void refused(int status, @Nullable String field, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = Rest.parse(answer);
        assertThat(problem.get("detail").asText()).isNotBlank();
        if (field != null) {
            assertThat(problem.get("field").asText()).isEqualTo(field);
        }
    }

    private double refusedByIntake() throws IOException {
        return cloud.get(cloud.url(Deployment.Part.INTAKE) + "/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("frostline_intake_refused_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private Map<Long, String> deadLetters(String topic, String site) {
        Map<Long, String> reasons = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + cloud.port(Deployment.Part.KAFKA)),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    if (site.equals(record.key())) {
                        reasons.put(
                                record.offset(),
                                new String(
                                        record.headers()
                                                .lastHeader(Topics.REASON_HEADER)
                                                .value(),
                                        StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return reasons;
    }
}
