package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.wire.Receipt;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** Test that invalid batches and messages become dead letters, and that no valid reading is lost because of them. */
class BadBatchesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Deployment.Part.HISTORY);

    @Test
    void aRecordThatPostgresRefusesBecomesADeadLetter() throws Exception {
        execute("alter table log_entry add constraint no_poison check (kind <> 'poison')");
        try (Site site = new Site(cloud, "poison")) {
            byte[] before = site.batch("poison", 1, 1, Digest.NONE, T0.toEpochMilli(), 1, 2, 3);
            byte[] poison = site.encode(new Batch(
                    "poison",
                    1,
                    2,
                    Digest.of(before),
                    Site.CATALOG.id(),
                    null,
                    List.of(),
                    List.of(new Batch.Entry(T0.toEpochMilli(), "poison", "refused below", Map.of())),
                    List.of()));
            byte[] after = site.batch("poison", 1, 3, Digest.of(poison), T0.toEpochMilli() + 3000, 4, 5);
            site.send(before, poison, after);
            site.publish(
                    Topics.reading("poison"),
                    "{\"sensor\":\"p\",\"at\":\"2026-03-01T00:00:00Z\",\"celsius\":4}".getBytes(UTF_8));
            await().atMost(TIMEOUT).untilAsserted(() -> {
                assertThat(rest.readings("poison", "probe", T0, T0.plusSeconds(60)))
                        .hasSize(5);
                assertThat(rest.readings("poison", "p", T0, T0.plusSeconds(60))).hasSize(1);
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
        Database.execute(cloud.jdbcUrl(), sql);
    }

    @Test
    void foreignTruncatedAndMalformedBatchesBecomeDeadLetters() throws Exception {
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
                Receipt receipt = site.receipt(TIMEOUT).orElseThrow();
                receipts.put(receipt.getEpoch(), receipt);
            }
            assertThat(receipts.get(1L).getDurableList()).hasSize(1);
            assertThat(receipts.get(1L).getRefused(0).getReason()).contains("elsewhere");
            assertThat(receipts.get(0L).getRefusedList())
                    .extracting(refusal -> new Digest(refusal.getDigest().toByteArray()))
                    .containsExactly(Digest.of(truncated), Digest.of(future));
            double letters = refusedByIntake();
            site.publish(Topics.batch("letters"), "not a transfer".getBytes(UTF_8));
            site.publish(Topics.reading("letters"), "{\"sensor\":\"p\"".getBytes(UTF_8));
            site.publish(
                    Topics.reading("letters"),
                    "[{\"sensor\":\"p\",\"at\":\"2026-03-01T00:00:00Z\",\"celsius\":4},{\"sensor\":\"p\",\"at\":\"x\",\"celsius\":1}]"
                            .getBytes(UTF_8));
            site.publish(
                    Topics.reading("letters"),
                    ("[" + "{\"sensor\":\"p\",\"at\":\"y\",\"celsius\":1},".repeat(500)
                                    + "{\"sensor\":\"p\",\"at\":\"y\",\"celsius\":1}]")
                            .getBytes(UTF_8));
            await().atMost(TIMEOUT).untilAsserted(() -> {
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
                assertThat(rest.readings("letters", "probe", T0, T0.plusSeconds(60)))
                        .hasSize(3);
                assertThat(rest.readings("letters", "p", T0, T0.plusSeconds(60)))
                        .hasSize(1);
            });
            site.publish("frostline/v1/letters/readings", "{}".getBytes(UTF_8));
            await().atMost(TIMEOUT).untilAsserted(() -> {
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
                assertThat(cloud.rest(Deployment.Part.HISTORY).get("/q/metrics").asString())
                        .contains(
                                "frostline_refused_messages_total{reason=\"at\"}",
                                "frostline_refused_messages_total{reason=\"topic\"}");
            });
        }
    }

    @Test
    void ignoresDuplicatesAndRefusesOtherContent() throws Exception {
        try (Site site = new Site(cloud, "again")) {
            byte[] first = site.batch("again", 7, 1, Digest.NONE, T0.toEpochMilli(), 1, 2);
            byte[] second = site.batch("again", 7, 2, Digest.of(first), T0.toEpochMilli() + 2000, 3, 4);
            byte[] other = site.batch("again", 7, 2, Digest.of(first), T0.toEpochMilli() + 2000, 3, 5);
            site.send(first, second);
            assertThat(site.receipt(TIMEOUT)).isPresent();
            site.send(site.batch("again", 8, 1, Digest.NONE, T0.toEpochMilli() + 4000, 5));
            assertThat(site.receipt(TIMEOUT)).isPresent();
            site.send(first, second);
            assertThat(site.receipt(TIMEOUT)).isPresent();
            site.send(other);
            assertThat(site.receipt(TIMEOUT)).isPresent();
            await().atMost(TIMEOUT).untilAsserted(() -> {
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
            assertThat(rest.readings("again", "probe", T0, T0.plusSeconds(60)).values())
                    .containsExactly("1.0", "2.0", "3.0", "4.0", "5.0");
        }
    }

    private double refusedByIntake() {
        return cloud.rest(Deployment.Part.INTAKE).metric("frostline_intake_refused_total");
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
                                        UTF_8));
                    }
                }
            }
        }
        return reasons;
    }
}
