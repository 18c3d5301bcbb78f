package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of coordinators side by side, and of actions that are told more than once to end. */
class CoordinatorsIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        cloud.ensure(Deployment.COMMERCE);
        shop.assertNothingInBetween();
    }

    @Test
    void spreadsNewActionsOverTheCoordinatorsThatAreUp() throws Exception {
        String product = shop.product();
        shop.lot(product, 100, "2099-01-31");
        String customer = shop.customer(shop.account(100_000));
        cloud.start(Part.LRA_COORDINATOR_2);
        try {
            for (int i = 0; i < 6; i++) {
                assertThat(order(customer, product)).isEqualTo(201);
            }
            assertThat(coordinatorsOf(customer)).isEqualTo(2);
            cloud.kill(Part.LRA_COORDINATOR);
            for (int i = 0; i < 4; i++) {
                assertThat(order(customer, product)).isEqualTo(201);
            }
        } finally {
            cloud.ensure(Deployment.COMMERCE);
            cloud.process(Part.LRA_COORDINATOR_2).kill();
        }
        assertThat(order(customer, product)).isEqualTo(201);
    }

    private int order(String customer, String product) {
        return shop.order(customer, product, 1, UUID.randomUUID().toString()).statusCode();
    }

    private long coordinatorsOf(String customer) throws Exception {
        return shop.number("select count(distinct split_part(s.lra, '/', 3)) from \"order\".saga s"
                + " join \"order\".orders o on o.id = s.order_id where o.customer_id = '" + customer + "'");
    }

    @Test
    void aClosingActionClosesDespiteAnotherCloseOrCancel() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, "2099-01-31");
        String customer = shop.customer(shop.account(100_000));
        CountDownLatch down = new CountDownLatch(1);
        cloud.proxy(Part.PAYMENT).arm("PUT .*/complete", Moment.BEFORE, () -> {
            cloud.kill(Part.PAYMENT);
            down.countDown();
        });
        CompletableFuture<Response> answer = CompletableFuture.supplyAsync(
                () -> shop.order(customer, product, 4, UUID.randomUUID().toString()));
        assertThat(down.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        String order = shop.idOfOrder(customer);
        Action action = new Action(cloud, shop.text("select lra from \"order\".saga where id = '" + order + "'"));
        for (String end : new String[] {"close", "cancel", "close"}) {
            assertThat(action.end(end).statusCode()).isEqualTo(412);
            assertThat(RestClient.json(shop.post(Part.ORDER, "/sagas/" + order + "/retry", ""))
                            .get("state")
                            .asText())
                    .isEqualTo("running");
        }
        cloud.start(Part.PAYMENT);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> shop.get(Part.ORDER, "/orders/" + order)
                        .get("state")
                        .asText()
                        .equals("confirmed"));
    }
}
