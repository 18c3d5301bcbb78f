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
        return account(cents, "operating");
    }

    String account(long cents, String book) throws IOException {
        String id = "acc-" + UUID.randomUUID();
        made(Part.PAYMENT, "/accounts", """
                {"id":"%s","owner":"Anna","currency":"EUR","book":"%s"}""".formatted(id, book));
        if (cents > 0) {
            made(Part.PAYMENT, "/accounts/" + id + "/deposits", """
                    {"amount":"%d.%02d","currency":"EUR"}""".formatted(cents / 100, cents % 100));
        }
        return id;
    }

    String customer(String account) throws IOException {
        return customer(account, "anna@example.com");
    }

    String customer(String account, String email) throws IOException {
        return made(Part.ORDER, "/customers", """
                {"name":"Anna","email":"%s","account":"%s"}""".formatted(email, account))
                .get("id")
                .asText();
    }

    static String orderOf(String customer, String product, long quantity) {
        return """
                {"customer":"%s","lines":[{"product":"%s","quantity":%d}]}""".formatted(customer, product, quantity);
    }

    HttpResponse<String> order(String customer, String product, long quantity, String key) throws IOException {
        return post(Part.ORDER, "/orders", orderOf(customer, product, quantity), "Idempotency-Key", key);
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(cloud.jdbcUrl(), sql));
    }

    /** Of payment's second database. */
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

    /** What is true at every moment, whatever was killed. Each statement reads one snapshot. */
    void assertConserved() throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl())) {
            assertNone(
                    connection,
                    "lots that do not come to what was received",
                    "stock.lot where received <> on_hand + held + shipped + written_off");
            assertNone(
                    connection,
                    "lots whose holds differ from what they say is held",
                    "stock.lot l where held <> (select coalesce(sum(quantity), 0) from stock.hold h"
                            + " where h.lot_id = l.id and h.state <> 'shipped')");
            assertNone(
                    connection,
                    "currencies in which the operating book does not come to zero",
                    "(select from payment.account group by currency having sum(balance) <> 0) as unbalanced");
            assertNone(
                    connection,
                    "accounts whose balance differs from their postings",
                    "payment.account a where balance <>"
                            + " (select coalesce(sum(amount), 0) from payment.posting p where p.account_id = a.id)");
            assertNone(
                    connection,
                    "accounts whose holds differ from what they say is frozen",
                    "payment.account a where frozen <>"
                            + " (select coalesce(sum(amount), 0) from payment.payment_hold h"
                            + " where h.account_id = a.id and h.state = 'frozen')");
        }
        try (Connection connection = DriverManager.getConnection(cloud.ledgerUrl())) {
            assertNone(
                    connection,
                    "currencies in which the reserve book does not come to zero",
                    "(select from ledger.account group by currency having sum(balance) <> 0) as unbalanced");
            assertNone(
                    connection,
                    "books and currencies in which the archive does not come to zero",
                    "(select from posting p join journal j on j.id = p.journal_id"
                            + " group by j.currency, p.book having sum(p.amount) <> 0) as unbalanced");
            assertNone(
                    connection,
                    "reserve accounts whose balance differs from their postings",
                    "account a where balance <>"
                            + " (select coalesce(sum(amount), 0) from posting p where p.account_id = a.id"
                            + " and split_part(p.account_id, ':', 1) = split_part(a.id, ':', 1) and p.book = 'reserve')");
        }
    }

    private static void assertNone(Connection connection, String what, String of) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + of)) {
            row.next();
            assertThat(row.getLong(1)).as(what).isZero();
        }
    }

    /** Once no payment is under way: the archive has what the operating book has, and what one book lacks the other has. */
    void assertBooksAgree() throws SQLException {
        assertThat(number("select count(*) from pg_prepared_xacts"))
                .as("transactions in doubt")
                .isZero();
        String digest = "select count(*) || ' ' || coalesce(md5(string_agg(j.id || j.kind || j.reference || j.currency"
                + " || extract(epoch from j.at) || p.account_id || p.amount, ' ' order by j.id, p.account_id)), '')";
        assertThat(text(
                        cloud.ledgerUrl(),
                        digest + " from journal j join posting p on p.journal_id = j.id where p.book = 'operating'"))
                .as("the archive's postings of the operating book")
                .isEqualTo(text(digest + " from payment.journal j join payment.posting p on p.journal_id = j.id"));
        String clearing = "(select coalesce(string_agg(currency || total, ' ' order by currency), '') from"
                + " (select currency, %ssum(balance) as total from %s where kind = 'clearing' group by currency"
                + " having sum(balance) <> 0) as clearing)";
        assertThat(text(cloud.ledgerUrl(), "select " + clearing.formatted("-", "account")))
                .as("what the clearing accounts of the reserve book lack")
                .isEqualTo(text("select " + clearing.formatted("", "payment.account")));
        assertThat(ledgerNumber("select count(*) from journal where kind = 'transfer'"))
                .isEqualTo(number("select count(*) from payment.transfer"));
    }

    /** Once nothing is under way: confirmed orders have their stock and money, cancelled ones gave both back, others took none. */
    List<String> contradictions() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select o.id, o.state, h.state as stock, coalesce(r.state, p.state) as payment
                          from "order".orders o
                          left join stock.hold h on h.order_id = o.id::text
                          left join payment.payment_hold p on p.order_id = o.id::text
                          left join payment.refund r on r.order_id = o.id::text
                         where o.state in ('placing', 'cancelling')
                            or o.state = 'confirmed' and (h.state not in ('confirmed', 'shipped') or h.state is null
                                                          or p.state is distinct from 'captured')
                            or o.state = 'cancelled' and (h.state is not null or r.state is distinct from 'refunded')
                            or o.state in ('refused', 'failed') and (h.state is not null or p.state is not null)""")) {
            while (row.next()) {
                found.add("%s is %s, its stock %s, its money %s"
                        .formatted(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
            }
        }
        return found;
    }
}
