package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of sagas that fail visibly, and end once they are retried. */
class FailedSagaIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        cloud.ensure(Deployment.COMMERCE);
        shop.assertNothingInBetween();
    }

    @Test
    void aRetryEndsASagaWhoseParticipantGaveUp() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 10, "2099-01-31");
        String customer = shop.customer(shop.account(100_000));
        cloud.proxy(Part.LRA_COORDINATOR).arm("PUT .*/close", Moment.BEFORE, () -> undoStock(customer));
        Response answer = shop.order(customer, product, 4, UUID.randomUUID().toString());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(500);
        assertThat(RestClient.json(answer).get("detail").asText()).contains("gave up");
        String order = shop.idOfOrder(customer);
        JsonNode saga = shop.get(Part.ORDER, "/sagas/" + order);
        assertThat(saga.get("state").asText()).isEqualTo("failed");
        assertThat(saga.at("/reason/detail").asText()).contains("gave up");
        assertThat(saga.get("steps").toString())
                .contains("\"stock\",\"step\":\"compensated\"")
                .contains("\"payment\",\"step\":\"completed\"");
        assertThat(shop.get(Part.ORDER, "/sagas?state=failed").toString()).contains(order);
        assertThat(cloud.rest(Part.ORDER).get("/q/metrics").asString()).containsPattern("frostline_sagas_failed [1-9]");
        assertThat(shop.get(Part.ORDER, "/orders/" + order).get("state").asText())
                .isEqualTo("failed");

        Response refused = shop.post(Part.ORDER, "/sagas/" + order + "/retry", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("stock compensated").contains("payment completed");

        shop.update("update stock.lot set on_hand = on_hand - 4, held = held + 4 where id = '" + lot + "'");
        shop.update("insert into stock.hold (lra, lot_id, order_id, quantity) select lra, '" + lot
                + "', order_id::text, 4 from \"order\".saga where id = '" + order + "'");
        shop.update("update stock.saga_step set step = 'TRIED', ended_at = null where lra ="
                + " (select lra from \"order\".saga where id = '" + order + "')");
        Response mended = shop.post(Part.ORDER, "/sagas/" + order + "/retry", "");
        assertThat(RestClient.json(mended).get("state").asText()).isEqualTo("completed");
        assertThat(shop.get(Part.ORDER, "/orders/" + order).get("state").asText())
                .isEqualTo("confirmed");
    }

    /** Tells stock to compensate an action that is about to be completed, as no coordinator does. */
    private void undoStock(String customer) {
        try {
            String lra =
                    shop.text("select lra from \"order\".saga where order_id = '" + shop.idOfOrder(customer) + "'");
            assertThat(new Action(cloud, lra)
                            .call(Part.STOCK, "stock/compensate")
                            .asString())
                    .isEqualTo("Compensated");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRetryEndsASagaWhoseCoordinatorLostItsLog() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, "2099-01-31");
        String customer = shop.customer(shop.account(100_000));
        CountDownLatch lost = new CountDownLatch(1);
        cloud.proxy(Part.LRA_COORDINATOR).arm("PUT .*/close", Moment.BEFORE, () -> {
            cloud.kill(Part.LRA_COORDINATOR);
            lost.countDown();
        });
        CompletableFuture<Response> answer = CompletableFuture.supplyAsync(
                () -> shop.order(customer, product, 4, UUID.randomUUID().toString()));
        assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
        Path log = cloud.folder().resolve("lra-coordinator");
        Files.move(log, log.resolveSibling("lost-log-of-the-coordinator"));
        cloud.start(Part.LRA_COORDINATOR);
        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        String order = shop.idOfOrder(customer);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> shop.get(Part.ORDER, "/sagas/" + order)
                        .get("state")
                        .asText()
                        .equals("failed"));
        assertThat(shop.get(Part.ORDER, "/sagas/" + order).at("/reason/detail").asText())
                .contains("does not know");
        Response ended = shop.post(Part.ORDER, "/sagas/" + order + "/retry", "");
        assertThat(RestClient.json(ended).get("state").asText()).isEqualTo("completed");
        assertThat(shop.get(Part.ORDER, "/orders/" + order).get("state").asText())
                .isEqualTo("confirmed");
    }
}
