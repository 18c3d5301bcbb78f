package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.restassured.response.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of the response to a warm room while orders are being placed, being cancelled, or have failed. */
class OpenOrdersResponseIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final WarmRoom room = new WarmRoom(cloud, shop);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        shop.assertNothingInBetween();
    }

    @Test
    void respondsToAnOrderOnceItIsConfirmed() throws Exception {
        String product = shop.product();
        room.lot(product, 5);
        String account = shop.account(10_000);
        String customer = shop.customer(account);
        CountDownLatch go = new CountDownLatch(1);
        cloud.proxy(Part.STOCK).arm("PUT .*/lra/stock/complete", Moment.BEFORE, () -> awaitGo(go));
        CompletableFuture<String> placed = CompletableFuture.supplyAsync(() -> shop.ordered(customer, product, 2));
        await().atMost(WarmRoom.TIMEOUT)
                .until(() -> shop.number("select count(*) from stock.hold h join stock.lot l on l.id = h.lot_id"
                                + " where h.state = 'tried' and l.product_id = '" + product + "'")
                        == 1);
        room.raise();
        JsonNode inForce = room.awaitState("in-force");
        assertThat(inForce.get("underWay").asInt()).isEqualTo(1);
        assertThat(room.end(inForce, "write-off").statusCode())
                .as("an order has goods of it")
                .isEqualTo(409);
        go.countDown();
        String order = placed.get(30, TimeUnit.SECONDS);
        JsonNode settled = room.awaitSettled();
        assertThat(WarmRoom.outcome(settled, order)).isEqualTo("cancelled");
        assertThat(shop.state(order)).isEqualTo("cancelled");
        shop.assertBalance(account, "100.00");
    }

    @Test
    void anOrderCancelledMeanwhileIsCancelledOnce() throws Exception {
        String product = shop.product();
        String lot = room.lot(product, 5);
        String account = shop.account(10_000);
        String order = shop.ordered(shop.customer(account), product, 2);
        CountDownLatch go = new CountDownLatch(1);
        cloud.proxy(Part.STOCK).arm("PUT .*/stock-release/complete", Moment.BEFORE, () -> awaitGo(go));
        CompletableFuture<Response> cancelled =
                CompletableFuture.supplyAsync(() -> shop.post(Part.ORDER, "/orders/" + order + "/cancellation", ""));
        await().atMost(WarmRoom.TIMEOUT)
                .until(() -> shop.number("select count(*) from stock.hold where state = 'releasing' and order_id = '"
                                + order + "'")
                        == 1);
        room.raise();
        room.awaitState("in-force");
        go.countDown();
        assertThat(cancelled.get(30, TimeUnit.SECONDS).statusCode()).isIn(200, 202);
        assertThat(room.awaitSettled().get("orders")).isEmpty();
        assertThat(shop.state(order)).isEqualTo("cancelled");
        shop.assertLot(lot, 5, 0, true);
        shop.assertBalance(account, "100.00");
    }

    @Test
    void respondsToAFailedOrderOnceItIsRetried() throws Exception {
        String product = shop.product();
        room.lot(product, 5);
        String customer = shop.customer(shop.account(10_000));
        String failed = shop.ordered(customer, product, 2);
        String whole = shop.ordered(customer, product, 1);
        for (String table : List.of("saga", "orders")) {
            shop.update("update \"order\"." + table + " set state = 'failed', reason ="
                    + " '{\"type\":\"t\",\"title\":\"t\",\"status\":500,\"detail\":\"d\"}' where id = '" + failed
                    + "'");
        }
        room.raise();
        JsonNode inForce = room.awaitState("in-force");
        assertThat(inForce.get("underWay").asInt()).isEqualTo(1);
        assertThat(WarmRoom.outcome(inForce, whole)).isEqualTo("cancelled");
        assertThat(WarmRoom.outcome(inForce, failed)).isEqualTo("none");
        assertThat(shop.state(failed)).isEqualTo("failed");
        shop.post(Part.ORDER, "/sagas/" + failed + "/retry", "");
        assertThat(WarmRoom.outcome(room.awaitSettled(), failed)).isEqualTo("cancelled");
        assertThat(shop.state(failed)).isEqualTo("cancelled");
    }

    private static void awaitGo(CountDownLatch go) {
        try {
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
