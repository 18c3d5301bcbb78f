package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.MailProvider;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Client of notification that also reads its topics and its customers' mailboxes. */
final class Notification {
    static final String TOPIC = "frostline.order.events";
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    final MailProvider provider;
    private final Deployment cloud;
    private final RestClient api;

    Notification(Deployment cloud) {
        this.cloud = cloud;
        this.api = cloud.api(Part.NOTIFICATION);
        this.provider = cloud.mailProvider();
        cloud.ensure(List.of(Part.NOTIFICATION));
    }

    /** Returns an address that no other test uses. */
    static String address() {
        return "anna-" + UUID.randomUUID() + "@example.com";
    }

    /** Returns the mail of a kind about a customer or an order. */
    Optional<JsonNode> mail(String about, String kind) {
        try {
            return StreamSupport.stream(api.json("/mails?about=" + about).spliterator(), false)
                    .filter(mail -> mail.get("kind").asText().equals(kind))
                    .findFirst();
        } catch (UncheckedIOException e) {
            return Optional.empty(); // it may still be starting
        }
    }

    JsonNode awaitMail(String about, String kind, String state) {
        return await().pollDelay(Duration.ZERO) // when a hundred mails are awaited, most have arrived already
                .atMost(TIMEOUT)
                .until(
                        () -> mail(about, kind),
                        mail -> mail.isPresent()
                                && mail.get().get("state").asText().equals(state))
                .orElseThrow();
    }

    void awaitAttempts(String about, int attempts) {
        await().atMost(TIMEOUT)
                .until(() -> mail(about, "welcome")
                        .filter(mail -> mail.get("attempts").asInt() >= attempts)
                        .isPresent());
    }

    /** Asserts that there is exactly one mail, and that it stays so. */
    void awaitOneWelcome(String customer, String address) {
        awaitMail(customer, "welcome", "sent");
        assertThat(welcomes(address)).as("welcomes to " + address).hasSize(1);
    }

    List<MailProvider.Delivered> welcomes(String address) {
        return provider.mailbox(address).stream()
                .filter(mail -> mail.text().contains("Subject: Welcome to Frostline"))
                .toList();
    }

    // ------------------------------------------------------------------------------------------ events

    static String event(String id, String type, String aggregate, String payload) {
        return """
            {"id":"%s","type":"%s","occurredAt":"%s","aggregate":"%s","payload":%s}\
            """.formatted(id, type, Instant.now(), aggregate, payload);
    }

    static String customerAdded(String event, String customer, String address) {
        return event(event, "customer-added", customer, """
            {"id":"%s","name":"Anna","email":"%s","account":"a"}\
            """.formatted(customer, address));
    }

    KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + cloud.port(Part.KAFKA), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Publishes all events to one partition, in order. */
    void publish(List<byte[]> messages) {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            messages.forEach(each -> producer.send(new ProducerRecord<>(TOPIC, 0, "one-key", each)));
        }
    }

    /** Returns all records of a topic. */
    List<ConsumerRecord<String, byte[]>> read(String topic) {
        return Topic.read(cloud, topic);
    }

    // ------------------------------------------------------------------------------------------ dead letters

    /** Returns the copies of dead letters in their topic. */
    List<ConsumerRecord<String, byte[]>> deadLetterCopies(String part) {
        return read(TOPIC + ".notification.dead").stream()
                .filter(record -> new String(record.value(), UTF_8).contains(part))
                .toList();
    }

    List<JsonNode> deadLetters(String part) {
        try {
            return StreamSupport.stream(api.json("/dead-letters?limit=1000").spliterator(), false)
                    .filter(letter -> letter.toString().contains(part))
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of();
        }
    }

    JsonNode awaitDeadLetter(String part) {
        return await().atMost(TIMEOUT)
                .until(() -> deadLetters(part), letters -> !letters.isEmpty())
                .getFirst();
    }

    Response replay(JsonNode letter) {
        return api.postJson("/dead-letters/" + letter.get("id").asText() + "/replay", "");
    }

    double metric(String name) {
        return cloud.rest(Part.NOTIFICATION).metric(name);
    }
}
