package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.Invariants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Client of stock, payment and order that also checks the invariants that hold at every read. */
final class Commerce {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Deployment cloud;

    Commerce(Deployment cloud) {
        this.cloud = cloud;
        cloud.startCommerce();
    }

    HttpResponse<String> post(Part part, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(cloud.url(part) + "/api/v1" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return cloud.send(request.build());
    }

    JsonNode get(Part part, String path) throws IOException {
        return JSON.readTree(cloud.get(cloud.url(part) + "/api/v1" + path).body());
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    /** Repeats a request with one key until it is answered, since its connection may have died with PostgreSQL. */
    private JsonNode made(Part part, String path, String body) {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> answer = await().pollDelay(Duration.ZERO) // called some hundred times
                .atMost(Duration.ofSeconds(20))
                .until(() -> post(part, path, body, "Idempotency-Key", key), a -> a.statusCode() < 500);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        try {
            return json(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a product at 2.50 EUR. */
    String product() throws IOException {
        String id = "peas-" + UUID.randomUUID();
        made(Part.STOCK, "/products", """
            {"id":"%s","name":"Peas","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}\
            """.formatted(id));
        return id;
    }

    String lot(String product, long quantity, String expiry) throws IOException {
        return made(Part.STOCK, "/lots", """
            {"product":"%s","site":"north","room":"r1","quantity":%d,"expiry":"%s"}\
            """.formatted(product, quantity, expiry))
                .get("id")
                .asText();
    }

    /** Creates an account with this many cents. */
    String account(long cents) throws IOException {
        return account(cents, "operating");
    }

    String account(long cents, String book) throws IOException {
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

    String customer(String account) throws IOException {
        return customer(account, "anna@example.com");
    }

    String customer(String account, String email) throws IOException {
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

    HttpResponse<String> order(String customer, String product, long quantity, String key) throws IOException {
        return post(Part.ORDER, "/orders", orderOf(customer, product, quantity), "Idempotency-Key", key);
    }

    /**
     * Polls an order, as a client does, until it has ended.
     *
     * @param placed answer to the order request
     */
    boolean confirmed(HttpResponse<String> placed) {
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
    String ordered(String customer, String product, long quantity) throws IOException {
        HttpResponse<String> placed =
                order(customer, product, quantity, UUID.randomUUID().toString());
        assertThat(placed.statusCode()).as(placed.body()).isIn(201, 202);
        return id(placed);
    }

    private static String id(HttpResponse<String> placed) {
        return placed.headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(cloud.jdbcUrl(), sql));
    }

    /** Returns a number from payment's second database. */
    long ledgerNumber(String sql) throws SQLException {
        return Long.parseLong(text(cloud.ledgerUrl(), sql));
    }

    String text(String sql) throws SQLException {
        return text(cloud.jdbcUrl(), sql);
    }

    private static String text(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
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

    void assertLot(String lot, long onHand, long held, boolean quarantined) throws IOException {
        JsonNode now = get(Part.STOCK, "/lots/" + lot);
        assertThat(now.get("onHand").asLong()).isEqualTo(onHand);
        assertThat(now.get("held").asLong()).isEqualTo(held);
        assertThat(now.get("quarantined").asBoolean()).isEqualTo(quarantined);
    }

    void assertBalance(String account, String euros) throws IOException {
        assertThat(get(Part.PAYMENT, "/accounts/" + account)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo(euros);
    }

    /** Asserts the invariants that hold at every moment, whatever was killed. */
    void assertConserved() throws SQLException {
        assertThat(new Invariants(cloud).broken()).isEmpty();
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
