package io.frostline.payment;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.frostline.commerce.HoldPayment;
import io.frostline.commerce.Money;
import io.frostline.commerce.RefundPayment;
import io.frostline.commerce.RefundPayments;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "datasources", value = "payment,ledger"))
class PaymentComponentTest {
    @Inject
    PaymentHolds holds;

    @Inject
    RefundHolds refunds;

    @Inject
    @DataSource("payment")
    javax.sql.DataSource payment;

    @Inject
    @DataSource("ledger")
    javax.sql.DataSource ledger;

    private final String order = "o-" + UUID.randomUUID();

    /**
     * Checks invariants after each test: money is neither made nor lost in either book, and each frozen sum belongs to an action.
     */
    @AfterEach
    void conservesMoney() {
        for (javax.sql.DataSource database : List.of(payment, ledger)) {
            assertThat(number(database, "select coalesce(sum(balance), 0)::bigint from account"))
                    .isZero();
        }
        assertThat(number(payment, "select coalesce(sum(frozen), 0)::bigint from account"))
                .isEqualTo(number(
                        payment, "select coalesce(sum(amount), 0)::bigint from payment_hold where state = 'frozen'"));
    }

    @Test
    void opensAnAccountOnceForAKey() {
        String id = "a-" + UUID.randomUUID();
        String body = """
                {"id":"%s","owner":"Anna","currency":"EUR"}""".formatted(id);
        for (int i = 0; i < 2; i++) {
            given().header("Idempotency-Key", id)
                    .contentType(ContentType.JSON)
                    .body(body)
                    .post("/api/v1/accounts")
                    .then()
                    .statusCode(201)
                    .header("Location", endsWith("/api/v1/accounts/" + id))
                    .body("book", equalTo("operating"));
            assertThat(balance(id)).isEqualTo(eur("0.00"));
        }
        post("/api/v1/accounts", body).statusCode(409).body("type", endsWith("account-exists"));
    }

    @Test
    void namesEachFieldOfABadAccount() {
        post("/api/v1/accounts", """
                {"id":"no spaces","owner":" ","currency":"EUR","book":"red"}""")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations.field", containsInAnyOrder("id", "owner", "book"));
    }

    @Test
    void keepsTheNamesOfHouseAccounts() {
        post("/api/v1/accounts", """
                {"id":"sales-EUR","owner":"Eve","currency":"EUR"}""").statusCode(409);
    }

    @Test
    void movesMoneyBetweenBooks() {
        String payer = account("operating", "10.00");
        String payee = account("reserve", "1.00");
        String location = transfer(payer, payee, "2.50")
                .statusCode(201)
                .body("amount.amount", equalTo(2.5f))
                .extract()
                .header("Location");
        when().get(location).then().body("from", equalTo(payer)).body("to", equalTo(payee));
        assertThat(available(payer)).isEqualTo(eur("7.50"));
        assertThat(available(payee)).isEqualTo(eur("3.50"));
        when().get("/api/v1/accounts/{id}/postings", payee)
                .then()
                .body("amount.amount", containsInAnyOrder(1.0f, 2.5f));
    }

    @Test
    void refusesATransferThatIsNotCovered() {
        String payer = account("operating", "10.00");
        String payee = account("operating", "0.01");
        transfer(payer, payee, "10.01").statusCode(409).body("type", endsWith("short-funds"));
        transfer(payer, payer, "1.00").statusCode(400).body("detail", containsString("another account"));
        transfer(payer, payee, "-1.00").statusCode(400).body("detail", containsString("more than zero"));
        assertThat(available(payer)).isEqualTo(eur("10.00"));
    }

    @Test
    void namesEachFieldOfABadTransfer() {
        post("/api/v1/transfers", """
                {"from":"a b","note":" "}""")
                .statusCode(400)
                .body("violations.field", containsInAnyOrder("from", "to", "amount", "note"));
    }

    @Test
    void capturesOnceWhatAnActionFroze() {
        String account = account("operating", "10.00");
        Lra lra = lra();
        holds.hold(lra, new HoldPayment(order, account, eur("4.00")));
        holds.hold(lra, new HoldPayment(order, account, eur("4.00")));
        assertThat(available(account)).isEqualTo(eur("6.00"));
        holds.complete(lra.toString());
        holds.complete(lra.toString());
        assertThat(available(account)).isEqualTo(eur("6.00"));
        assertThat(balance(account)).isEqualTo(eur("6.00"));
        assertThat(events(account)).isEqualTo(2); // deposited, captured
    }

    @Test
    void releasesOnceWhatAnActionFroze() {
        String account = account("operating", "10.00");
        Lra lra = lra();
        holds.hold(lra, new HoldPayment(order, account, eur("4.00")));
        holds.compensate(lra.toString());
        holds.compensate(lra.toString());
        assertThat(available(account)).isEqualTo(eur("10.00"));
        assertThatThrownBy(() -> holds.hold(lra, new HoldPayment(order, account, eur("4.00"))))
                .isInstanceOf(Refused.class);
        assertThat(available(account)).isEqualTo(eur("10.00"));
    }

    @Test
    void refusesAHoldThatIsNotCovered() {
        String account = account("operating", "10.00");
        String reserve = account("reserve", "10.00");
        assertThatThrownBy(() -> holds.hold(lra(), new HoldPayment(order, account, eur("10.01"))))
                .hasMessageContaining("available");
        assertThatThrownBy(() -> holds.hold(lra(), new HoldPayment(order, reserve, eur("1.00"))))
                .hasMessageContaining("operating book");
        assertThatThrownBy(() -> holds.hold(lra(), new HoldPayment(order, "nobody", eur("1.00"))))
                .hasMessageContaining("no account");
    }

    @Test
    void refundsOnceWhatWasCaptured() {
        String account = account("operating", "10.00");
        capture(order, account, "4.00");
        Lra lra = lra();
        assertThat(refunds.hold(lra, new RefundPayment(order)).total()).isEqualTo(eur("4.00"));
        assertThatThrownBy(() -> refunds.hold(lra(), new RefundPayment(order)))
                .hasMessageContaining("is being refunded");
        refunds.complete(lra.toString());
        refunds.complete(lra.toString());
        assertThat(balance(account)).isEqualTo(eur("10.00"));
    }

    @Test
    void refundsAllOrdersOrNone() {
        String account = account("operating", "10.00");
        String other = "o-" + UUID.randomUUID();
        capture(order, account, "4.00");
        capture(other, account, "5.00");
        assertThatThrownBy(() -> refunds.hold(lra(), new RefundPayments(List.of(order, other, "unpaid"))))
                .hasMessageContaining("nothing was captured for order unpaid");
        Lra undone = lra();
        refunds.hold(undone, new RefundPayments(List.of(order, other)));
        refunds.compensate(undone.toString());
        Lra lra = lra();
        refunds.hold(lra, new RefundPayments(List.of(order, other)));
        refunds.complete(lra.toString());
        assertThat(balance(account)).isEqualTo(eur("10.00"));
    }

    private void capture(String order, String account, String amount) {
        Lra lra = lra();
        holds.hold(lra, new HoldPayment(order, account, eur(amount)));
        holds.complete(lra.toString());
    }

    private static Lra lra() {
        return new Lra(URI.create("http://127.0.0.1:9/lra-coordinator/" + UUID.randomUUID()));
    }

    private static Money eur(String amount) {
        return new Money(new BigDecimal(amount), "EUR");
    }

    private static String account(String book, String deposit) {
        String id = "a-" + UUID.randomUUID();
        post("/api/v1/accounts", """
                {"id":"%s","owner":"Anna","currency":"EUR","book":"%s"}""".formatted(id, book)).statusCode(201);
        post("/api/v1/accounts/" + id + "/deposits", """
                {"amount":"%s","currency":"EUR"}""".formatted(deposit)).statusCode(200);
        return id;
    }

    private static ValidatableResponse transfer(String from, String to, String amount) {
        return post("/api/v1/transfers", """
                {"from":"%s","to":"%s","amount":{"amount":"%s","currency":"EUR"}}""".formatted(from, to, amount));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static Money available(String account) {
        return read(account).available();
    }

    private static Money balance(String account) {
        return read(account).balance();
    }

    private static Account read(String account) {
        return when().get("/api/v1/accounts/{id}", account)
                .then()
                .statusCode(200)
                .extract()
                .as(Account.class);
    }

    private long events(String account) {
        return Sql.in(
                payment,
                c -> Sql.first(
                                c,
                                "select count(*) from outbox where aggregate = ? or payload->>'account' = ?",
                                row -> row.getLong(1),
                                account,
                                account)
                        .orElseThrow());
    }

    private static long number(javax.sql.DataSource database, String sql) {
        return Sql.in(database, c -> Sql.first(c, sql, row -> row.getLong(1)).orElseThrow());
    }
}
