package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.UncheckedIOException;
import java.sql.SQLException;
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
        shop.assertNothingInBetween();
    }

    @Test
    void aCancelOfAnActionThatNeverWasDoesNothingAndIsRemembered() throws Exception {
        Action never = new Action(
                cloud,
                cloud.proxy(Part.LRA_COORDINATOR).url() + "/lra-coordinator/0_ffff7f000001_1_1_" + System.nanoTime());
        for (int time = 0; time < 2; time++) {
            assertThat(never.call(Part.STOCK, "stock/compensate").asString()).isEqualTo("Compensated");
            assertThat(never.call(Part.PAYMENT, "payment/compensate").asString())
                    .isEqualTo("Compensated");
        }
        assertThat(never.call(Part.STOCK, "stock/complete").statusCode()).isEqualTo(500);
        assertThat(never.call(Part.STOCK, "stock/complete").asString()).isEqualTo("FailedToComplete");
    }

    @Test
    void aTryThatComesAfterItsCancelIsRefused() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 5, "2099-01-31");
        Action action = Action.start(cloud);
        assertThat(action.call(Part.STOCK, "stock/compensate").statusCode()).isEqualTo(200);
        Response late = hold(action, product, 2);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.asString()).contains("saga-over");
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("held").asLong()).isZero();
        action.cancel();
    }

    @Test
    void aTryThatComesTwiceHoldsOnce() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 5, "2099-01-31");
        Action action = Action.start(cloud);
        assertThat(hold(action, product, 2).asString())
                .isEqualTo(hold(action, product, 2).asString());
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("held").asLong()).isEqualTo(2);
        action.cancel();
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("onHand").asLong()).isEqualTo(5);
    }

    @Test
    void aRepeatedCompleteChangesNothingAndACancelAfterItIsRefused() throws Exception {
        String product = shop.product();
        shop.lot(product, 5, "2099-01-31");
        String account = shop.account(10_000);
        JsonNode order = RestClient.json(
                shop.order(shop.customer(account), product, 2, UUID.randomUUID().toString()));
        Action action = new Action(
                cloud,
                shop.text("select lra from \"order\".saga where id = '"
                        + order.get("id").asText() + "'"));
        for (String part : new String[] {"stock", "payment"}) {
            Part at = Part.valueOf(part.toUpperCase(java.util.Locale.ROOT));
            assertThat(action.call(at, part + "/complete").asString()).isEqualTo("Completed");
            Response cancel = action.call(at, part + "/compensate");
            assertThat(cancel.statusCode()).isEqualTo(500);
            assertThat(cancel.asString()).isEqualTo("FailedToCompensate");
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
        shop.update("update stock.saga_step set step = 'TRIED', ended_at = null where lra = '" + failed.lra + "'");
        shop.update("update stock.hold set state = 'tried' where lra = '" + failed.lra + "'");
        cloud.proxy(Part.STOCK).arm("PUT /lra/stock/complete", Moment.AFTER, () -> cloud.kill(Part.ORDER));
        assertThatThrownBy(() -> retry(failed)).isInstanceOf(UncheckedIOException.class);
        assertThat(shop.text("select step from stock.saga_step where lra = '" + failed.lra + "'"))
                .isEqualTo("COMPLETED");
        cloud.start(Part.ORDER);
        assertThat(shop.get(Part.ORDER, "/sagas/" + failed.id).get("state").asText())
                .isEqualTo("failed");
        assertThat(retry(failed).get("state").asText()).isEqualTo("completed");
        assertThat(shop.get(Part.ORDER, "/orders/" + failed.id).get("state").asText())
                .isEqualTo("confirmed");
    }

    private JsonNode retry(Saga saga) {
        return RestClient.json(shop.post(Part.ORDER, "/sagas/" + saga.id + "/retry", ""));
    }

    private void fail(Saga saga) throws SQLException {
        for (String table : new String[] {"saga", "orders"}) {
            shop.update("update \"order\"." + table + " set state = 'failed', reason ="
                    + " '{\"type\":\"t\",\"title\":\"t\",\"status\":500,\"detail\":\"d\"}' where id = '" + saga.id
                    + "'");
        }
    }

    private record Saga(String id, String lra) {}

    private Saga confirmed() throws SQLException {
        String product = shop.product();
        shop.lot(product, 5, "2099-01-31");
        String customer = shop.customer(shop.account(10_000));
        String id = RestClient.json(
                        shop.order(customer, product, 1, UUID.randomUUID().toString()))
                .get("id")
                .asText();
        return new Saga(id, shop.text("select lra from \"order\".saga where id = '" + id + "'"));
    }

    /** Makes all records look as if they had ended long before the retention time. */
    private void age(Saga saga) throws SQLException {
        for (String service : new String[] {"stock", "payment"}) {
            shop.update("update " + service + ".saga_step set ended_at = now() - interval '1 year' where lra = '"
                    + saga.lra + "'");
        }
        shop.update("update \"order\".saga set ended_at = now() - interval '1 year' where id = '" + saga.id + "'");
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

    private Response hold(Action action, String product, int quantity) {
        return shop.post(
                Part.STOCK, "/stock-holds", """
                {"order":"fence","lines":[{"product":"%s","quantity":%d}]}""".formatted(product, quantity), "Long-Running-Action", action.id());
    }
}
