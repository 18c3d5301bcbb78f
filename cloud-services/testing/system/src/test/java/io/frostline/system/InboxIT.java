package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Test that each event takes effect once. An event that cannot becomes a dead letter with its reason, and blocks no other. */
class InboxIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Notification notification = new Notification(cloud);

    @Test
    void aDuplicateEventHasNoSecondEffect() throws Exception {
        String event = id();
        String customer = id();
        byte[] message = bytes(Notification.customerAdded(event, customer, Notification.address()));
        notification.publish(List.of(message, message));
        notification.awaitMail(customer, "welcome", "sent");
        // without the mail's own key, only the inbox can detect the duplicate
        execute("delete from notification.mail where about = '" + customer + "'");
        String last = id();
        notification.publish(List.of(message, bytes(Notification.customerAdded(id(), last, Notification.address()))));
        notification.awaitMail(last, "welcome", "sent");
        assertThat(notification.mail(customer, "welcome")).isEmpty();
        assertThat(shop.number("select count(*) from notification.inbox where event_id = '" + event + "'"))
                .isEqualTo(1);
    }

    @Test
    void anotherEventUnderAKnownIdBecomesADeadLetter() throws Exception {
        String event = id();
        String customer = id();
        String other = id();
        String address = Notification.address();
        notification.publish(List.of(bytes(Notification.customerAdded(event, customer, address))));
        notification.awaitMail(customer, "welcome", "sent");
        String last = id();
        notification.publish(List.of(
                bytes(Notification.customerAdded(event, other, Notification.address())),
                bytes(" " + Notification.customerAdded(event, customer, address)), // which has the same content
                bytes(Notification.customerAdded(id(), last, Notification.address()))));
        notification.awaitMail(last, "welcome", "sent");
        assertThat(notification.mail(other, "welcome")).isEmpty();
        JsonNode letter = notification.awaitDeadLetter(other);
        assertThat(letter.get("reason").asText()).contains("event " + event + " came before and said something else");
        assertThat(notification.deadLetters(customer)).isEmpty();
        Response replayed = notification.replay(letter);
        assertThat(replayed.statusCode()).as(replayed.asString()).isEqualTo(409);
        assertThat(notification.mail(other, "welcome")).isEmpty();
    }

    @Test
    void invalidEventsBecomeDeadLettersAndBlockNoOther() throws Exception {
        String mark = id();
        String customer = id();
        notification.publish(List.of(
                new byte[] {0, (byte) 0xff, 17, 'x'},
                bytes("{\"mark\":\"" + mark + "-no-event\"}"),
                bytes(Notification.event(mark + "-shape", "customer-added", "a", "{\"id\":\"" + id() + "\"}")),
                bytes(Notification.event(mark + "-type", "order-confirmed", "a", "{\"id\":\"nobody\"}")),
                bytes(Notification.event(mark + "-unknown", "order-admired", "a", "{}")),
                bytes(Notification.customerAdded(id(), customer, Notification.address()))));
        notification.awaitMail(customer, "welcome", "sent");
        assertThat(notification
                        .awaitDeadLetter(mark + "-no-event")
                        .get("reason")
                        .asText())
                .contains("needs id, type and payload");
        assertThat(notification.awaitDeadLetter(mark + "-shape").get("reason").asText())
                .contains("has no 'name'");
        assertThat(notification.awaitDeadLetter(mark + "-type").get("reason").asText())
                .contains("UUID");
        assertThat(notification.deadLetters(mark + "-unknown")).isEmpty();
        assertThat(notification.metric("frostline_dead_letters_open")).isGreaterThanOrEqualTo(4);
        assertThat(notification.metric("frostline_dead_letters_total")).isGreaterThanOrEqualTo(4);

        await().atMost(Notification.TIMEOUT)
                .untilAsserted(
                        () -> assertThat(notification.deadLetterCopies(mark)).hasSize(3));
        ConsumerRecord<String, byte[]> copy =
                notification.deadLetterCopies(mark + "-shape").getFirst();
        assertThat(copy.key()).isEqualTo("one-key");
        assertThat(header(copy, "reason")).contains("has no 'name'");
        assertThat(header(copy, "topic")).isEqualTo(Notification.TOPIC);
        assertThat(header(copy, "partition")).isEqualTo("0");
        assertThat(Long.parseLong(header(copy, "offset"))).isNotNegative();

        JsonNode hopeless = notification.awaitDeadLetter(mark + "-no-event");
        Response replayed = notification.replay(hopeless);
        assertThat(replayed.statusCode()).isEqualTo(409);
        assertThat(replayed.asString()).contains("dead-letter-fails-again", "needs id, type and payload");
        assertThat(delete(hopeless)).isEqualTo(204);
        assertThat(delete(hopeless)).isEqualTo(404);
        assertThat(notification.deadLetters(mark + "-no-event")).isEmpty();
    }

    @Test
    void aReplayTakesEffectOnceItsCauseIsRemoved() throws Exception {
        String customer = id();
        String address = Notification.address();
        String other = id();
        // as if a deployment had added a wrong constraint
        execute("alter table notification.customer add constraint wrong check (email <> '" + address + "')");
        try {
            notification.publish(List.of(
                    bytes(Notification.customerAdded(id(), customer, address)),
                    bytes(Notification.customerAdded(id(), other, Notification.address()))));
            notification.awaitMail(other, "welcome", "sent");
            JsonNode letter = notification.awaitDeadLetter(address);
            assertThat(letter.get("reason").asText()).contains("violates check constraint \"wrong\"");
            Response tooEarly = notification.replay(letter);
            assertThat(tooEarly.statusCode()).isEqualTo(409);
            assertThat(tooEarly.asString()).contains("violates check constraint");
            execute("alter table notification.customer drop constraint wrong");
            Response mended = notification.replay(letter);
            assertThat(mended.statusCode()).as(mended.asString()).isEqualTo(200);
            assertThat(mended.asString()).contains("\"applied\"");
            notification.awaitOneWelcome(customer, address);
            assertThat(notification.deadLetters(address)).isEmpty();
            Response again = notification.replay(letter);
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(again.asString()).contains("dead-letter-closed");
        } finally {
            execute("alter table notification.customer drop constraint if exists wrong");
        }
    }

    @Test
    void onlyConsumersShowDeadLetters() throws Exception {
        for (Part part : List.of(Part.NOTIFICATION, Part.ORDER)) {
            assertThat(cloud.api(part).get("/dead-letters").statusCode())
                    .as(part.name())
                    .isEqualTo(200);
        }
        for (Part part : List.of(Part.STOCK, Part.PAYMENT)) {
            assertThat(cloud.api(part).get("/dead-letters").statusCode())
                    .as(part.name())
                    .isEqualTo(404);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private int delete(JsonNode letter) {
        return cloud.api(Part.NOTIFICATION)
                .delete("/dead-letters/" + letter.get("id").asText())
                .statusCode();
    }

    private void execute(String sql) throws SQLException {
        Database.execute(cloud.jdbcUrl(), sql);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
