package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.MailProvider;
import io.frostline.testing.Programs;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that each customer gets exactly one welcome mail and hears of each order, also of events that were lost. */
class MailIT {
    private static final String SOON = "2099-01-31";

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Notification notification = new Notification(cloud);
    private final MailProvider provider = notification.provider;
    private final Customers customers = new Customers(shop, notification);

    @BeforeEach
    void nothingIsDueYet() {
        customers.awaitNothingDue();
    }

    @AfterEach
    void everybodyHasExactlyOneWelcome() {
        provider.speak();
        customers.awaitOneWelcomeEach();
    }

    @Test
    void tellsTheCustomerWhatBecameOfAnOrder() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, SOON);
        String customer = customers.add();
        String order = RestClient.json(
                        shop.order(customer, product, 2, UUID.randomUUID().toString()))
                .get("id")
                .asText();
        Response tooMuch = shop.order(customer, product, 11, UUID.randomUUID().toString());
        String refused = Commerce.id(tooMuch);
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
        List<String> texts = provider.mailbox(customers.addressOf(customer)).stream()
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
    void theSweepRepairsLostEvents() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, SOON);
        double repaired = notification.metric("frostline_mails_repaired_total");
        cloud.kill(Part.KAFKA);
        String customer = customers.add();
        String order;
        try {
            order = RestClient.json(
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
        customers.awaitOneWelcome(customer);
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
    void twoProcessesSendEachMailOnce(@TempDir Path folder) throws Exception {
        Map<String, String> environment = cloud.environment(Part.NOTIFICATION);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(Deployment.freePort()));
        try (ServerProcess second = ServerProcess.java(
                "a second notification",
                folder.resolve("second.log"),
                Programs.app("notification", "-Xmx256m"),
                environment)) {
            second.await("listening", Duration.ofSeconds(60), () -> second.log().contains("Listening on"));
            for (int i = 0; i < 40; i++) {
                customers.add();
            }
            customers.awaitOneWelcomeEach();
            customers.assertSubmittedOnceEach();
            for (int i = 0; i < 20; i++) {
                customers.add();
                if (i == 10) {
                    second.kill();
                }
            }
            customers.awaitOneWelcomeEach();
        }
    }

    @Test
    void listsEachCustomerOfARangeOnce() throws Exception {
        Instant from = Instant.now(); // after the customers of other tests
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            added.add(customers.add());
        }
        Instant to = Instant.now().plusSeconds(60);
        List<String> listed = new ArrayList<>();
        String path = "/api/v1/customers?from=" + from + "&to=" + to + "&limit=2";
        Pattern next = Pattern.compile("<([^>]*)>; rel=\"next\"");
        while (!path.isEmpty()) {
            Response page = cloud.rest(Part.ORDER).get(path);
            assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
            RestClient.json(page).forEach(each -> listed.add(each.get("id").asText()));
            Matcher link = next.matcher(Objects.requireNonNullElse(page.header("Link"), ""));
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
        return cloud.api(Part.ORDER).get(path).statusCode();
    }
}
