package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Stock, payment and orders, as their clients see them; and what must be true of them at every read. */
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

    /** As a client does: with one key until it is answered, since a connection may have died with PostgreSQL. */
    private JsonNode made(Part part, String path, String body) {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> answer = await().atMost(Duration.ofSeconds(20))
                .until(() -> post(part, path, body, "Idempotency-Key", key), a -> a.statusCode() < 500);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        try {
            return json(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A product at 2.50 EUR. */
    String product() throws IOException {
        String id = "peas-" + UUID.randomUUID();
        made(Part.STOCK, "/products", """
                {"id":"%s","name":"Peas","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}""".formatted(id));
        return id;
    }

    String lot(String product, long quantity, String expiry) throws IOException {
        return made(Part.STOCK, "/lots", """
                {"product":"%s","site":"north","room":"r1","quantity":%d,"expiry":"%s"}""".formatted(product, quantity, expiry))
                .get("id")
                .asText();
    }

    /** An account with this many cents. */
    String account(long cents) throws IOException {
        String id = "acc-" + UUID.randomUUID();
        made(Part.PAYMENT, "/accounts", """
                {"id":"%s","owner":"Anna","currency":"EUR"}""".formatted(id));
        if (cents > 0) {
            made(Part.PAYMENT, "/accounts/" + id + "/deposits", """
                    {"amount":"%d.%02d","currency":"EUR"}""".formatted(cents / 100, cents % 100));
        }
        return id;
    }

    String customer(String account) throws IOException {
        return made(Part.ORDER, "/customers", """
                {"name":"Anna","email":"anna@example.com","account":"%s"}""".formatted(account)).get("id").asText();
    }

    static String orderOf(String customer, String product, long quantity) {
        return """
                {"customer":"%s","lines":[{"product":"%s","quantity":%d}]}""".formatted(customer, product, quantity);
    }

    HttpResponse<String> order(String customer, String product, long quantity, String key) throws IOException {
        return post(Part.ORDER, "/orders", orderOf(customer, product, quantity), "Idempotency-Key", key);
    }

    long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** What is true at every moment, whatever was killed: read in one snapshot. */
    void assertConserved() throws SQLException {
        assertThat(number("select count(*) from stock.lot where received <> on_hand + held + shipped + written_off"))
                .isZero();
        assertThat(number(
                        "select count(*) from stock.lot l where held <> (select coalesce(sum(quantity), 0) from stock.hold h"
                                + " where h.lot_id = l.id and h.state <> 'shipped')"))
                .as("lots whose holds differ from what they say is held")
                .isZero();
        assertThat(number("select coalesce(sum(balance), 0) from payment.account"))
                .isZero();
        assertThat(number("select count(*) from payment.account a where balance <>"
                        + " (select coalesce(sum(amount), 0) from payment.posting p where p.account_id = a.id)"))
                .as("accounts whose balance differs from their postings")
                .isZero();
        assertThat(number("select count(*) from payment.account a where frozen <>"
                        + " (select coalesce(sum(amount), 0) from payment.payment_hold h"
                        + " where h.account_id = a.id and h.state = 'frozen')"))
                .as("accounts whose holds differ from what they say is frozen")
                .isZero();
    }

    /** Once nothing is under way: confirmed orders have their stock and money, all others have neither. */
    List<String> contradictions() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select o.id, o.state, h.state as stock, p.state as payment
                          from "order".orders o
                          left join stock.hold h on h.order_id = o.id::text
                          left join payment.payment_hold p on p.order_id = o.id::text
                         where o.state in ('placing', 'cancelling')
                            or o.state = 'confirmed' and (h.state is distinct from 'confirmed'
                                                          or p.state is distinct from 'captured')
                            or o.state <> 'confirmed' and (h.state is not null or p.state is not null)""")) {
            while (row.next()) {
                found.add("%s is %s, its stock %s, its money %s"
                        .formatted(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
            }
        }
        return found;
    }
}
