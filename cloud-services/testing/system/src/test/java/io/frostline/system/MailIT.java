package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.MailProvider;
import io.frostline.testing.Programs;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that each customer gets exactly one welcome mail despite faults of the provider, kills and lost events. */
class MailIT {
    private static final String SOON = "2099-01-31";

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Notification notification = new Notification(cloud, shop);
    private final MailProvider provider = notification.provider;
    /** All added customers, with their addresses. */
    private final Map<String, String> customers = new LinkedHashMap<>();

    /** Mails of earlier suites are out, so that a fault that a test arms meets that test's own mail. */
    @BeforeEach
    void nothingIsDueYet() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> notification.metric("frostline_inbox_lag_events") == 0
                        && notification.metric("frostline_mails_pending") == 0);
    }

    @AfterEach
    void everybodyHasExactlyOneWelcome() {
        provider.speak();
        customers.forEach(notification::awaitOneWelcome);
    }

    private String customer() throws IOException {
        String address = Notification.address();
        String id = shop.customer(shop.account(10_000), address);
        customers.put(id, address);
        return id;
    }

    private String addressOf(String customer) {
        return customers.getOrDefault(customer, "");
    }

    @Test
    void saysWhatBecameOfAnOrder() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, SOON);
        String customer = customer();
        String order = Commerce.json(
                        shop.order(customer, product, 2, UUID.randomUUID().toString()))
                .get("id")
                .asText();
        HttpResponse<String> tooMuch =
                shop.order(customer, product, 11, UUID.randomUUID().toString());
        String refused = tooMuch.headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
        notification.awaitMail(order, "confirmation", "sent");
        notification.awaitMail(refused, "refusal", "sent");
        notification.publish(
                List.of(Notification.event(UUID.randomUUID().toString(), "order-cancelled", order, """
                    {"id":"%s","customer":"%s","lines":[{"product":"%s","quantity":2}],"state":"cancelled","placedAt":"%s"}\
                    """.formatted(
                                        order, customer, product, Instant.now()))
                        .getBytes(UTF_8)));
        notification.awaitMail(order, "cancellation", "sent");
        notification.awaitMail(customer, "welcome", "sent");
        List<String> texts = provider.mailbox(addressOf(customer)).stream()
                .map(MailProvider.Delivered::text)
                .toList();
        assertThat(texts).hasSize(4);
        assertThat(texts)
                .anySatisfy(text -> assertThat(text)
                        .contains("Subject: Your order is confirmed", "2 x " + product, "Total: 5.00 EUR", order));
        assertThat(texts)
                .anySatisfy(text -> assertThat(text)
                        .contains("Subject: Your order could not be placed", "11 were asked for and 8 are available"));
        assertThat(texts).anySatisfy(text -> assertThat(text).contains("Subject: Your order is cancelled", order));
    }

    @Test
    void whatIsDueWhileTheProviderIsDownGoesOutWhenItIsBack() throws Exception {
        provider.stop();
        List<String> added = List.of(customer(), customer(), customer());
        for (String each : added) {
            notification.awaitAttempts(each, 2);
            JsonNode mail = notification.mail(each, "welcome").orElseThrow();
            assertThat(mail.get("reason").asText()).containsIgnoringCase("connection refused");
        }
        assertThat(notification.metric("frostline_mails_pending")).isGreaterThanOrEqualTo(3);
        assertThat(notification.metric("frostline_mails_oldest_seconds")).isPositive();
        provider.start();
    }

    @Test
    void aProviderThatFallsSilentHoldsUpNoEventAndNoConnection() throws Exception {
        List<String> added = new ArrayList<>(List.of(customer()));
        notification.awaitMail(added.getFirst(), "welcome", "sent");
        provider.fallSilent();
        for (int i = 0; i < 9; i++) {
            added.add(customer());
        }
        // all were consumed, and all were tried though only four are at a time
        for (String each : added.subList(1, added.size())) {
            notification.awaitAttempts(each, 1);
        }
        assertThat(provider.openConnections()).isLessThanOrEqualTo(4);
        assertThat(cloud.get(cloud.url(Part.NOTIFICATION) + "/q/health/ready").statusCode())
                .isEqualTo(200);
        // a mail that met with silence is never answered: only a new connection can deliver it
        provider.speak();
    }

    @Test
    void whatTheProviderAcceptedWithoutSayingSoIsSentAgainUnderItsKey() throws Exception {
        provider.beforeAcknowledging(provider::fallSilent);
        String customer = customer();
        notification.awaitAttempts(customer, 2);
        provider.speak();
        notification.awaitOneWelcome(customer, addressOf(customer));
        assertSentAgainUnderItsKey(customer);
    }

    @Test
    void oneRefusedAddressFailsWithItsReasonAndDelaysNobody() throws Exception {
        String address = Notification.address();
        provider.answer(address, "550 5.1.1 there is no such user");
        String refused = shop.customer(shop.account(0), address);
        String other = customer();
        notification.awaitOneWelcome(other, addressOf(other));
        JsonNode mail = notification.awaitMail(refused, "welcome", "failed");
        assertThat(mail.get("reason").asText()).contains("there is no such user");
        assertThat(mail.get("attempts").asInt()).isEqualTo(1);
        assertThat(provider.asked(address)).isEqualTo(1);
        JsonNode letter = notification.awaitDeadLetter(mail.get("id").asText());
        assertThat(letter.get("reason").asText()).contains("there is no such user");

        provider.acceptAgain(address);
        customers.put(refused, address);
        HttpResponse<String> replayed = notification.replay(letter);
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
        notification.awaitOneWelcome(refused, address);
        assertThat(notification.deadLetters(mail.get("id").asText())).isEmpty();
        assertThat(retry(mail).statusCode()).isEqualTo(409);
    }

    /** Each refusal closes a connection: a hundred greetings follow, and each must be heard. */
    @Test
    void everyAnswerIsHeardTheFirstTime() throws Exception {
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String address = Notification.address();
            provider.answer(address, "550 5.1.1 there is no such user");
            refused.add(shop.customer(shop.account(0), address));
        }
        for (String each : refused) {
            JsonNode mail = notification.awaitMail(each, "welcome", "failed");
            assertThat(mail.get("attempts").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aMailThatIsPutOffForEverIsGivenUpAndCanBeRetried() throws Exception {
        String address = Notification.address();
        provider.answer(address, "451 4.7.1 come back later");
        String customer = shop.customer(shop.account(0), address);
        JsonNode mail = notification.awaitMail(customer, "welcome", "failed");
        assertThat(mail.get("reason").asText()).contains("gave up after 10 attempts", "come back later");
        notification.awaitDeadLetter(mail.get("id").asText());
        provider.acceptAgain(address);
        customers.put(customer, address);
        assertThat(retry(mail).statusCode()).isEqualTo(200);
        notification.awaitOneWelcome(customer, address);
        assertThat(notification.deadLetters(mail.get("id").asText())).isEmpty();
    }

    @Test
    void killedBeforeItIsTold() throws Exception {
        provider.beforeAcknowledging(() -> cloud.kill(Part.NOTIFICATION));
        String customer = customer();
        await().atMost(Notification.PATIENCE)
                .until(() -> !cloud.process(Part.NOTIFICATION).isAlive());
        assertThat(provider.submitted(addressOf(customer))).hasSize(1);
        cloud.start(Part.NOTIFICATION);
        notification.awaitOneWelcome(customer, addressOf(customer));
        assertSentAgainUnderItsKey(customer);
        assertThat(notification.metric("frostline_mails_repeated_total")).isPositive();
    }

    @Test
    void killedBetweenSendAndMark() throws Exception {
        try (Connection holding = DriverManager.getConnection(cloud.jdbcUrl())) {
            holding.setAutoCommit(false);
            // marking a mail as sent waits for this lock, after the provider has acknowledged it
            provider.beforeAcknowledging(() -> lockMails(holding));
            String customer = customer();
            await().atMost(Notification.PATIENCE)
                    .until(() -> shop.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and query ~ 'update mail .*state *= *''sent''' and pid <> pg_backend_pid()")
                            > 0);
            cloud.kill(Part.NOTIFICATION);
            holding.rollback();
            await().atMost(Notification.PATIENCE)
                    .until(() -> shop.text("select state from notification.mail where about = '" + customer + "'")
                            .equals("sending"));
            cloud.start(Part.NOTIFICATION);
            notification.awaitOneWelcome(customer, addressOf(customer));
            assertSentAgainUnderItsKey(customer);
        }
    }

    private static void lockMails(Connection holding) {
        try (Statement statement = holding.createStatement()) {
            statement.execute("select 1 from notification.mail where state = 'sending' for update");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertSentAgainUnderItsKey(String customer) {
        List<MailProvider.Delivered> submitted = provider.submitted(addressOf(customer));
        assertThat(submitted).hasSizeGreaterThan(1);
        assertThat(submitted.stream().map(MailProvider.Delivered::key).distinct())
                .hasSize(1);
        assertThat(submitted.stream()
                        .map(mail -> mail.text().replaceAll("(?m)^Date: .*$", ""))
                        .distinct())
                .as("one key, one content")
                .hasSize(1);
        assertThat(submitted.getFirst().text())
                .contains("Message-ID: <" + submitted.getFirst().key() + "@frostline>");
    }

    @Test
    void theSweepRepairsWhatNoEventTold() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, SOON);
        double repaired = notification.metric("frostline_mails_repaired_total");
        cloud.kill(Part.KAFKA);
        String customer = customer();
        String order;
        try {
            order = Commerce.json(
                            shop.order(customer, product, 1, UUID.randomUUID().toString()))
                    .get("id")
                    .asText();
            // the kill also loses the records that its relay holds and Kafka lacks
            cloud.kill(Part.ORDER);
            assertThat(drop(customer)).isEqualTo(1);
            assertThat(drop(order)).isEqualTo(1);
        } finally {
            cloud.start(Part.KAFKA);
            cloud.start(Part.ORDER);
        }
        notification.awaitOneWelcome(customer, addressOf(customer));
        notification.awaitMail(order, "confirmation", "sent");
        assertThat(notification.metric("frostline_mails_repaired_total")).isEqualTo(repaired + 2);
    }

    /** Loses an event before any consumer has received it. */
    private int drop(String aggregate) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate("delete from \"order\".outbox where aggregate = '" + aggregate + "'");
        }
    }

    @Test
    void twoSideBySideSendEachMailOnce(@TempDir Path folder) throws Exception {
        Map<String, String> environment = cloud.environment(Part.NOTIFICATION);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(Deployment.freePort()));
        try (ServerProcess second = ServerProcess.java(
                "a second notification",
                folder.resolve("second.log"),
                Programs.app("notification", "-Xmx256m"),
                environment)) {
            second.await("listening", Duration.ofSeconds(60), () -> second.log().contains("Listening on"));
            for (int i = 0; i < 40; i++) {
                customer();
            }
            customers.forEach(notification::awaitOneWelcome);
            customers
                    .values()
                    .forEach(address ->
                            assertThat(provider.submitted(address)).as(address).hasSize(1));
            for (int i = 0; i < 20; i++) {
                customer();
                if (i == 10) {
                    second.kill();
                }
            }
            customers.forEach(notification::awaitOneWelcome);
        }
    }

    @Test
    void listsOfARangePageByPageShowEachOnce() throws Exception {
        Instant from = Instant.now().minusSeconds(1);
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            added.add(customer());
        }
        Instant to = Instant.now().plusSeconds(60);
        List<String> listed = new ArrayList<>();
        String path = "/api/v1/customers?from=" + from + "&to=" + to + "&limit=2";
        Pattern next = Pattern.compile("<([^>]*)>; rel=\"next\"");
        while (!path.isEmpty()) {
            HttpResponse<String> page = cloud.get(cloud.url(Part.ORDER) + path);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            Commerce.json(page).forEach(each -> listed.add(each.get("id").asText()));
            Matcher link = next.matcher(page.headers().firstValue("Link").orElse(""));
            path = link.find() ? link.group(1) : "";
        }
        assertThat(listed).containsExactlyElementsOf(added);
        assertThat(status("/customers?from=" + from)).isEqualTo(400);
        assertThat(status("/customers?from=" + to + "&to=" + from)).isEqualTo(400);
        assertThat(status("/customers?from=" + from + "&to=" + to + "&cursor=AAAA"))
                .isEqualTo(400);
        assertThat(status("/orders?from=" + from + "&to=" + to)).isEqualTo(200);
        assertThat(status("/customers")).isEqualTo(200);
    }

    private int status(String path) {
        try {
            return cloud.get(cloud.url(Part.ORDER) + "/api/v1" + path).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> retry(JsonNode mail) throws IOException {
        return shop.post(Part.NOTIFICATION, "/mails/" + mail.get("id").asText() + "/retry", "");
    }
}
