package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Warm room and a good one beside it: their lots, coldroom's events, and the quarantine that follows. */
final class WarmRoom {
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String TOPIC = "frostline.coldroom.excursions";
    private static final String SOON = "2099-01-31";
    private static final String LATER = "2099-06-30";

    final String site;
    private final String room;
    private final Deployment cloud;
    private final Commerce shop;

    WarmRoom(Deployment cloud, Commerce shop) {
        this(cloud, shop, "site-" + UUID.randomUUID(), "warm");
    }

    WarmRoom(Deployment cloud, Commerce shop, String site, String room) {
        this.cloud = cloud;
        this.shop = shop;
        this.site = site;
        this.room = room;
    }

    /** Adds a lot of the warm room, which orders take first. */
    String lot(String product, long quantity) {
        return lot(product, room, quantity, SOON);
    }

    String goodLot(String product, long quantity) {
        return lot(product, "good", quantity, LATER);
    }

    private String lot(String product, String room, long quantity, String expiry) {
        Response answer = shop.post(Part.STOCK, "/lots", """
                {"product":"%s","site":"%s","room":"%s","quantity":%d,"expiry":"%s"}""".formatted(product, site, room, quantity, expiry));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return RestClient.json(answer).get("id").asText();
    }

    // ------------------------------------------------------------------------------------------ what coldroom tells

    UUID raise() {
        UUID excursion = UUID.randomUUID();
        publish(List.of(raised(excursion)));
        return excursion;
    }

    String raised(UUID excursion) {
        return event("excursion-raised", excursion, "critical");
    }

    String withdrawn(UUID excursion) {
        return event("excursion-withdrawn", excursion, "critical");
    }

    String event(String type, UUID excursion, String severity) {
        return """
                {"id":"%s","type":"%s","occurredAt":"%s","aggregate":"%s/%s","payload":
                 {"excursion":"%s","site":"%s","room":"%s","sensor":"s1","limit":"high","side":"high",
                  "from":"2026-11-26T08:00:00Z","to":null,"peakCelsius":-9.5,"peakAt":"2026-11-26T08:20:00Z",
                  "raised":{"%s":"2026-11-26T08:30:00Z"},"severity":"%s"}}""".formatted(
                        UUID.randomUUID(), type, Instant.now(), site, room, excursion, site, room, severity, severity);
    }

    void publish(List<String> events) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + cloud.port(Part.KAFKA), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            events.forEach(each -> producer.send(new ProducerRecord<>(TOPIC, site + "/" + room, each.getBytes(UTF_8))));
        }
    }

    // ------------------------------------------------------------------------------------------ what follows

    /** Returns all quarantines of the room, latest first. */
    JsonNode quarantines() {
        return shop.get(Part.ORDER, "/quarantines?site=" + site + "&room=" + room);
    }

    JsonNode latest() {
        JsonNode first = quarantines().path(0);
        return first.isMissingNode()
                ? first
                : shop.get(Part.ORDER, "/quarantines/" + first.get("id").asText());
    }

    JsonNode awaitState(String state) {
        return await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(this::latest, q -> q.path("state").asText().equals(state));
    }

    /** Waits until the quarantine is in force and no order has goods of its lots. */
    JsonNode awaitSettled() {
        return await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(
                        this::latest,
                        q -> q.path("state").asText().equals("in-force") && !q.has("dueAt") && !q.has("saga"));
    }

    /** Returns an order's outcome in a quarantine; {@code none} if the order was not affected. */
    static String outcome(JsonNode quarantine, String order) {
        for (JsonNode each : quarantine.get("orders")) {
            if (each.get("order").asText().equals(order)) {
                return each.get("outcome").asText();
            }
        }
        return "none";
    }

    Response end(JsonNode quarantine, String how) {
        return shop.post(Part.ORDER, "/quarantines/" + quarantine.get("id").asText() + "/" + how, """
                {"by":"Olga","reason":"the lots were measured"}""");
    }
}
