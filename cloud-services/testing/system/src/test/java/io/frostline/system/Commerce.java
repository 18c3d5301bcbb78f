package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.Invariants;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Client of stock, payment and order that also checks the invariants that hold at every read. */
final class Commerce {
    private final Deployment cloud;

    Commerce(Deployment cloud) {
        this.cloud = cloud;
        cloud.ensure(Deployment.COMMERCE);
    }

    /** @param headers names and values in turn */
    Response post(Part part, String path, String body, String... headers) {
        return cloud.api(part).postJson(path, body, headers);
    }

    JsonNode get(Part part, String path) {
        return cloud.api(part).json(path);
    }

    /** Repeats a request with one key until it is answered, since its connection may have died with PostgreSQL. */
    private JsonNode made(Part part, String path, String body) {
        String key = UUID.randomUUID().toString();
        Response answer = await().pollDelay(Duration.ZERO) // called some hundred times
                .atMost(Duration.ofSeconds(20))
                .until(() -> post(part, path, body, "Idempotency-Key", key), a -> a.statusCode() < 500);
        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 201);
        return RestClient.json(answer);
    }

    /** Creates a product at 2.50 EUR. */
    String product() {
        String id = "peas-" + UUID.randomUUID();
        made(Part.STOCK, "/products", """
            {"id":"%s","name":"Peas","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}\
            """.formatted(id));
        return id;
    }

    String lot(String product, long quantity, String expiry) {
        return made(Part.STOCK, "/lots", """
            {"product":"%s","site":"north","room":"r1","quantity":%d,"expiry":"%s"}\
            """.formatted(product, quantity, expiry))
                .get("id")
                .asText();
    }

    /** Creates an account with this many cents. */
    String account(long cents) {
        return account(cents, "operating");
    }

    String account(long cents, String book) {
        String id = "acc-" + UUID.randomUUID();
        made(Part.PAYMENT, "/accounts", """
            {"id":"%s","owner":"Anna","currency":"EUR","book":"%s"}\
            """.formatted(id, book));
        if (cents > 0) {
            made(Part.PAYMENT, "/accounts/" + id + "/deposits", """
                {"amount":"%d.%02d","currency":"EUR"}\
                """.formatted(cents / 100, cents % 100));
        }
        return id;
    }

    String customer(String account) {
        return customer(account, "anna@example.com");
    }

    String customer(String account, String email) {
        return made(Part.ORDER, "/customers", """
            {"name":"Anna","email":"%s","account":"%s"}\
            """.formatted(email, account))
                .get("id")
                .asText();
    }

    static String orderOf(String customer, String product, long quantity) {
        return """
            {"customer":"%s","lines":[{"product":"%s","quantity":%d}]}\
            """.formatted(customer, product, quantity);
    }

    Response order(String customer, String product, long quantity, String key) {
        return post(Part.ORDER, "/orders", orderOf(customer, product, quantity), "Idempotency-Key", key);
    }

    /** Returns an order's state. */
    String state(String order) {
        return get(Part.ORDER, "/orders/" + order).get("state").asText();
    }

    /**
     * Polls an order, as a client does, until it has ended.
     *
     * @param placed answer to the order request
     */
    boolean confirmed(Response placed) {
        if (placed.statusCode() != 202) {
            return placed.statusCode() == 201;
        }
        String order = "/orders/" + id(placed);
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> get(Part.ORDER, order).get("state").asText(), state -> !state.equals("placing"))
                .equals("confirmed");
    }

    /**
     * Places an order.
     *
     * @return id of the order, once it was accepted
     */
    String ordered(String customer, String product, long quantity) {
        Response placed = order(customer, product, quantity, UUID.randomUUID().toString());
        assertThat(placed.statusCode()).as(placed.asString()).isIn(201, 202);
        return id(placed);
    }

    /** Returns the id of an order from the answer to its request, also if the order was refused. */
    static String id(Response placed) {
        return placed.header("Location").replaceAll(".*/", "");
    }

    /** Returns the id of a customer's only order. */
    String idOfOrder(String customer) throws SQLException {
        return text("select id from \"order\".orders where customer_id = '" + customer + "'");
    }

    long number(String sql) throws SQLException {
        return Database.number(cloud.jdbcUrl(), sql);
    }

    /** Returns a number from payment's second database. */
    long ledgerNumber(String sql) throws SQLException {
        return Database.number(cloud.ledgerUrl(), sql);
    }

    String text(String sql) throws SQLException {
        return Database.text(cloud.jdbcUrl(), sql);
    }

    /** Changes exactly one row. */
    void update(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
        }
    }

    /** Waits until the event was published exactly once; a copy with the same id, as a killed relay sends, does not count. */
    void assertToldOnce(String type, String order) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> Topic.read(cloud, Notification.TOPIC).stream()
                                .map(event -> new String(event.value(), UTF_8))
                                .filter(event -> event.contains("\"type\":\"" + type + "\"")
                                        && event.contains("\"aggregate\":\"" + order + "\""))
                                .distinct()
                                .count()
                        == 1);
    }

    void assertLot(String lot, long onHand, long held, boolean quarantined) {
        JsonNode now = get(Part.STOCK, "/lots/" + lot);
        assertThat(now.get("onHand").asLong()).isEqualTo(onHand);
        assertThat(now.get("held").asLong()).isEqualTo(held);
        assertThat(now.get("quarantined").asBoolean()).isEqualTo(quarantined);
    }

    void assertBalance(String account, String euros) {
        assertThat(get(Part.PAYMENT, "/accounts/" + account)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo(euros);
    }

    /** Asserts the invariants that hold at every moment, whatever was killed. */
    void assertConserved() throws SQLException {
        assertThat(new Invariants(cloud).broken()).isEmpty();
    }

    /** Waits until nothing is in progress, and asserts that orders, stock and payment do not contradict each other. */
    void assertNothingInBetween() throws SQLException {
        assertConserved();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(contradictions()).isEmpty());
        assertConserved();
    }

    /** Asserts that both books agree, once no payment is in progress. */
    void assertBooksAgree() throws SQLException {
        assertThat(new Invariants(cloud).disagreements()).isEmpty();
    }

    /** Returns contradictions between orders, stock and payment, once nothing is in progress. */
    List<String> contradictions() throws SQLException {
        return new Invariants(cloud).contradictions();
    }
}
