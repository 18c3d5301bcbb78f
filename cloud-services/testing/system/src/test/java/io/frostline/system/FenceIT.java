package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of participant calls in every wrong order: duplicate, late and unknown calls are idempotent and report the result. */
class FenceIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        shop.assertConserved();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(shop.contradictions()).isEmpty());
    }

    @Test
    void aCancelOfAnActionThatNeverWasDoesNothingAndIsRemembered() throws Exception {
        String never =
                cloud.proxy(Part.LRA_COORDINATOR).url() + "/lra-coordinator/0_ffff7f000001_1_1_" + System.nanoTime();
        for (int time = 0; time < 2; time++) {
            assertThat(call(Part.STOCK, "stock/compensate", never).body()).isEqualTo("Compensated");
            assertThat(call(Part.PAYMENT, "payment/compensate", never).body()).isEqualTo("Compensated");
        }
        assertThat(call(Part.STOCK, "stock/complete", never).statusCode()).isEqualTo(500);
        assertThat(call(Part.STOCK, "stock/complete", never).body()).isEqualTo("FailedToComplete");
    }

    @Test
    void aTryThatComesAfterItsCancelIsRefused() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 5, "2099-01-31");
        String lra = start();
        assertThat(call(Part.STOCK, "stock/compensate", lra).statusCode()).isEqualTo(200);
        HttpResponse<String> late = hold(lra, product, 2);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("saga-over");
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("held").asLong()).isZero();
        end(lra);
    }

    @Test
    void aTryThatComesTwiceHoldsOnce() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 5, "2099-01-31");
        String lra = start();
        assertThat(hold(lra, product, 2).body()).isEqualTo(hold(lra, product, 2).body());
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("held").asLong()).isEqualTo(2);
        end(lra);
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("onHand").asLong()).isEqualTo(5);
    }

    @Test
    void aRepeatedCompleteChangesNothingAndACancelAfterItIsRefused() throws Exception {
        String product = shop.product();
        shop.lot(product, 5, "2099-01-31");
        String account = shop.account(10_000);
        JsonNode order = Commerce.json(
                shop.order(shop.customer(account), product, 2, UUID.randomUUID().toString()));
        String lra = shop.text(
                "select lra from \"order\".saga where id = '" + order.get("id").asText() + "'");
        for (String part : new String[] {"stock", "payment"}) {
            Part at = Part.valueOf(part.toUpperCase(java.util.Locale.ROOT));
            assertThat(call(at, part + "/complete", lra).body()).isEqualTo("Completed");
            HttpResponse<String> cancel = call(at, part + "/compensate", lra);
            assertThat(cancel.statusCode()).isEqualTo(500);
            assertThat(cancel.body()).isEqualTo("FailedToCompensate");
        }
        assertThat(shop.get(Part.PAYMENT, "/accounts/" + account)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo("95.00");
    }

    @Test
    void whatEndedLongAgoIsForgottenAndTheOrderStays() throws Exception {
        Saga old = confirmed();
        Saga recent = confirmed();
        AtomicLong left = new AtomicLong();
        cloud.proxy(Part.PAYMENT).arm("PUT /lra/payment/forget", Moment.AFTER, () -> {
            left.set(remembered(old));
            throw new IllegalStateException("the answer is lost");
        });
        age(old);
        await().atMost(Duration.ofSeconds(20)).until(() -> remembered(old) == 0);
        assertThat(left.get())
                .as("the saga itself stays until all have forgotten")
                .isEqualTo(1);
        assertThat(remembered(recent)).isEqualTo(3);
        assertThat(shop.get(Part.ORDER, "/orders/" + old.id).get("state").asText())
                .isEqualTo("confirmed");
        assertThat(shop.get(Part.ORDER, "/sagas/" + old.id).get("status").asInt())
                .isEqualTo(404);
        assertThat(shop.get(Part.ORDER, "/sagas/" + recent.id).get("state").asText())
                .isEqualTo("completed");
    }

    @Test
    void ofASagaThatFailedAllIsRememberedUntilItIsRetriedHoweverLate() throws Exception {
        Saga failed = confirmed();
        Saga old = confirmed();
        fail(failed);
        age(failed);
        age(old);
        await().atMost(Duration.ofSeconds(20)).until(() -> remembered(old) == 0);
        assertThat(remembered(failed)).isEqualTo(3);
        assertThat(retry(failed).get("state").asText()).isEqualTo("completed");
    }

    @Test
    void aRetryThatIsKilledOnItsWayIsAskedForAgainAndEndsTheSaga() throws Exception {
        Saga failed = confirmed();
        fail(failed);
        // stock was never told
        execute("update stock.saga_step set step = 'TRIED', ended_at = null where lra = '" + failed.lra + "'");
        execute("update stock.hold set state = 'tried' where lra = '" + failed.lra + "'");
        cloud.proxy(Part.STOCK).arm("PUT /lra/stock/complete", Moment.AFTER, () -> cloud.kill(Part.ORDER));
        assertThatThrownBy(() -> retry(failed)).isInstanceOf(IOException.class);
        assertThat(shop.text("select step from stock.saga_step where lra = '" + failed.lra + "'"))
                .isEqualTo("COMPLETED");
        cloud.start(Part.ORDER);
        assertThat(shop.get(Part.ORDER, "/sagas/" + failed.id).get("state").asText())
                .isEqualTo("failed");
        assertThat(retry(failed).get("state").asText()).isEqualTo("completed");
        assertThat(shop.get(Part.ORDER, "/orders/" + failed.id).get("state").asText())
                .isEqualTo("confirmed");
    }

    private JsonNode retry(Saga saga) throws IOException {
        return Commerce.json(shop.post(Part.ORDER, "/sagas/" + saga.id + "/retry", ""));
    }

    private void fail(Saga saga) throws SQLException {
        for (String table : new String[] {"saga", "orders"}) {
            execute("update \"order\"." + table + " set state = 'failed', reason ="
                    + " '{\"type\":\"t\",\"title\":\"t\",\"status\":500,\"detail\":\"d\"}' where id = '" + saga.id
                    + "'");
        }
    }

    private record Saga(String id, String lra) {}

    private Saga confirmed() throws IOException, SQLException {
        String product = shop.product();
        shop.lot(product, 5, "2099-01-31");
        String customer = shop.customer(shop.account(10_000));
        String id = Commerce.json(
                        shop.order(customer, product, 1, UUID.randomUUID().toString()))
                .get("id")
                .asText();
        return new Saga(id, shop.text("select lra from \"order\".saga where id = '" + id + "'"));
    }

    /** Makes all records look as if they had ended long before the retention time. */
    private void age(Saga saga) throws SQLException {
        for (String service : new String[] {"stock", "payment"}) {
            execute("update " + service + ".saga_step set ended_at = now() - interval '1 year' where lra = '" + saga.lra
                    + "'");
        }
        execute("update \"order\".saga set ended_at = now() - interval '1 year' where id = '" + saga.id + "'");
    }

    /** Returns how many of order, stock and payment know the action. */
    private long remembered(Saga saga) {
        try {
            return shop.number("select (select count(*) from \"order\".saga where id = '" + saga.id + "')"
                    + " + (select count(*) from stock.saga_step where lra = '" + saga.lra + "')"
                    + " + (select count(*) from payment.saga_step where lra = '" + saga.lra + "')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
        }
    }

    private String start() throws IOException {
        HttpResponse<String> started =
                cloud.send(HttpRequest.newBuilder(URI.create(cloud.proxy(Part.LRA_COORDINATOR)
                                        .url() + "/lra-coordinator/start?ClientID=fence&TimeLimit=60000"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
        return started.headers().firstValue("Location").orElseThrow();
    }

    private void end(String lra) throws IOException {
        cloud.send(HttpRequest.newBuilder(URI.create(lra + "/cancel"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private HttpResponse<String> hold(String lra, String product, int quantity) throws IOException {
        return shop.post(Part.STOCK, "/stock-holds", """
                {"order":"fence","lines":[{"product":"%s","quantity":%d}]}""".formatted(product, quantity), "Long-Running-Action", lra);
    }

    private HttpResponse<String> call(Part part, String path, String lra) throws IOException {
        return cloud.send(HttpRequest.newBuilder(URI.create(cloud.url(part) + "/lra/" + path))
                .header("Long-Running-Action", lra)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
    }
}
