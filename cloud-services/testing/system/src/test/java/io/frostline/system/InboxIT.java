package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Test that each event takes effect once. An event that cannot is set aside as a dead letter with its reason, and blocks no other.
 */
class InboxIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Notification notification = new Notification(cloud, shop);

    @Test
    void anEventThatComesAgainHasNoSecondEffect() throws Exception {
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
    void anotherEventUnderAKnownIdHasNoEffectAndIsADeadLetter() throws Exception {
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
        HttpResponse<String> replayed = notification.replay(letter);
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(409);
        assertThat(notification.mail(other, "welcome")).isEmpty();
    }

    @Test
    void poisonIsPutAsideWithItsReasonAndStopsNobody() throws Exception {
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

        await().atMost(Notification.PATIENCE)
                .untilAsserted(() -> assertThat(copies(mark)).hasSize(3));
        ConsumerRecord<String, byte[]> copy = copies(mark + "-shape").getFirst();
        assertThat(copy.key()).isEqualTo("one-key");
        assertThat(header(copy, "reason")).contains("has no 'name'");
        assertThat(header(copy, "topic")).isEqualTo(Notification.TOPIC);
        assertThat(header(copy, "partition")).isEqualTo("0");
        assertThat(Long.parseLong(header(copy, "offset"))).isNotNegative();

        JsonNode hopeless = notification.awaitDeadLetter(mark + "-no-event");
        HttpResponse<String> replayed = notification.replay(hopeless);
        assertThat(replayed.statusCode()).isEqualTo(409);
        assertThat(replayed.body()).contains("dead-letter-fails-again", "needs id, type and payload");
        assertThat(delete(hopeless)).isEqualTo(204);
        assertThat(delete(hopeless)).isEqualTo(404);
        assertThat(notification.deadLetters(mark + "-no-event")).isEmpty();
    }

    @Test
    void aReplayHasItsEffectOnceTheCauseIsMended() throws Exception {
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
            HttpResponse<String> tooEarly = notification.replay(letter);
            assertThat(tooEarly.statusCode()).isEqualTo(409);
            assertThat(tooEarly.body()).contains("violates check constraint");
            execute("alter table notification.customer drop constraint wrong");
            HttpResponse<String> mended = notification.replay(letter);
            assertThat(mended.statusCode()).as(mended.body()).isEqualTo(200);
            assertThat(mended.body()).contains("\"applied\"");
            notification.awaitOneWelcome(customer, address);
            assertThat(notification.deadLetters(address)).isEmpty();
            HttpResponse<String> again = notification.replay(letter);
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(again.body()).contains("dead-letter-closed");
        } finally {
            execute("alter table notification.customer drop constraint if exists wrong");
        }
    }

    @Test
    void whoConsumesNothingHasNoDeadLettersToShow() throws Exception {
        for (Part part : List.of(Part.NOTIFICATION, Part.ORDER)) {
            assertThat(cloud.get(deadLetters(part)).statusCode())
                    .as(part.name())
                    .isEqualTo(200);
        }
        for (Part part : List.of(Part.STOCK, Part.PAYMENT)) {
            assertThat(cloud.get(deadLetters(part)).statusCode())
                    .as(part.name())
                    .isEqualTo(404);
        }
    }

    private String deadLetters(Part part) {
        return cloud.url(part) + "/api/v1/dead-letters";
    }

    @Test
    void whoeverIsKilledNothingIsSkippedAndNothingIsDoneTwice() throws Exception {
        List<String> customers = new ArrayList<>();
        List<byte[]> events = new ArrayList<>();
        String domain = "@" + id() + ".example.com";
        for (int i = 0; i < 600; i++) {
            String customer = id();
            customers.add(customer);
            byte[] event = bytes(Notification.customerAdded(id(), customer, i + domain));
            events.add(event);
            if (i % 3 == 0) {
                events.add(event);
            }
        }
        notification.publish(events.subList(0, 200));
        await().atMost(Notification.PATIENCE).until(() -> known(domain) > 0);
        String poison = id();
        events.add(200, bytes("{\"poison\":\"" + poison + "\"}"));
        long dead = shop.number("select count(*) from notification.dead_letter");
        // an earlier test's copy would kill this test's process in place of its own
        await().atMost(Notification.PATIENCE)
                .until(() -> shop.number("select count(*) from notification.dead_letter where copied_at is null") == 0);
        CountDownLatch killed = new CountDownLatch(1);
        // after the dead letter was sent, before that is recorded and the offset moves
        cloud.database(Part.NOTIFICATION).arm("update dead_letter set copied_at", Moment.BEFORE, () -> {
            cloud.kill(Part.NOTIFICATION);
            killed.countDown();
            return false;
        });
        notification.publish(events.subList(200, 400));
        assertThat(killed.await(Notification.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(copies(poison)).hasSize(1);
        notification.publish(events.subList(400, 600));
        cloud.start(Part.NOTIFICATION);
        // the copy is now recorded as sent: a database outage causes no third copy
        await().atMost(Notification.PATIENCE)
                .until(() -> shop.number("select count(*) from notification.dead_letter where copied_at is null") == 0);
        cloud.kill(Part.POSTGRES);
        notification.publish(events.subList(600, events.size()));
        cloud.start(Part.POSTGRES);
        await().atMost(Duration.ofSeconds(90)).until(() -> known(domain) == customers.size());
        await().atMost(Duration.ofSeconds(90))
                .until(() -> shop.number("select count(*) from notification.mail m join notification.customer c"
                                + " on c.id = m.customer_id where c.email like '%" + domain + "' and m.state = 'sent'")
                        == customers.size());
        for (int i = 0; i < customers.size(); i++) {
            assertThat(notification.welcomes(i + domain)).hasSize(1);
        }
        assertThat(shop.number("select count(*) from notification.dead_letter")).isEqualTo(dead + 1);
        assertThat(notification.deadLetters(poison)).hasSize(1);
        await().atMost(Notification.PATIENCE)
                .untilAsserted(() -> assertThat(copies(poison)).hasSize(2));
        await().atMost(Notification.PATIENCE).until(() -> notification.metric("frostline_inbox_lag_events") == 0);
        assertThat(notification.metric("frostline_inbox_oldest_seconds")).isZero();
    }

    /** Returns the count, 0 also while the database is down. */
    private long known(String domain) {
        try {
            return shop.number("select count(*) from notification.customer where email like '%" + domain + "'");
        } catch (SQLException e) {
            return 0;
        }
    }

    private List<ConsumerRecord<String, byte[]>> copies(String mark) {
        return notification.read(Notification.TOPIC + ".notification.dead").stream()
                .filter(record -> new String(record.value(), UTF_8).contains(mark))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private int delete(JsonNode letter) throws Exception {
        return cloud.send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(deadLetters(Part.NOTIFICATION) + "/"
                                + letter.get("id").asText()))
                        .DELETE()
                        .build())
                .statusCode();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
