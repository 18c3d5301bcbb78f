package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test that an order takes both stock and money, or neither. */
class OrderIT {
    private static final String SOON = "2099-01-31";
    private static final String LATER = "2099-06-30";

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        if (!cloud.process(Part.LRA_COORDINATOR).isAlive()) {
            cloud.start(Part.LRA_COORDINATOR);
        }
        shop.assertConserved();
        assertThat(shop.contradictions()).isEmpty();
    }

    @Test
    void takesFirstExpiredLotsFirstAndMoney() throws Exception {
        String product = shop.product();
        String later = shop.lot(product, 10, LATER);
        String soon = shop.lot(product, 4, SOON);
        String account = shop.account(10_000);
        Response answer = shop.order(shop.customer(account), product, 6, key());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        JsonNode order = RestClient.json(answer);
        assertThat(order.get("state").asText()).isEqualTo("confirmed");
        assertThat(order.at("/total/amount").asText()).isEqualTo("15.0");
        assertThat(shop.get(Part.STOCK, "/lots/" + soon).get("held").asLong()).isEqualTo(4);
        assertThat(shop.get(Part.STOCK, "/lots/" + later).get("held").asLong()).isEqualTo(2);
        JsonNode paid = shop.get(Part.PAYMENT, "/accounts/" + account);
        assertThat(paid.at("/balance/amount").decimalValue()).isEqualByComparingTo("85.00");
        assertThat(paid.at("/frozen/amount").decimalValue()).isEqualByComparingTo("0");
        JsonNode saga = shop.get(Part.ORDER, "/sagas/" + order.get("id").asText());
        assertThat(saga.get("state").asText()).isEqualTo("completed");
        assertThat(saga.get("steps").findValuesAsText("participant")).contains("order", "stock", "payment");
        assertThat(saga.get("steps").findValuesAsText("step"))
                .containsSubsequence("began", "started the action", "held", "held", "decided to close", "completed");
    }

    @Test
    void shortStockSaysWhatIsAvailableAndFreezesNothing() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 5, SOON);
        String account = shop.account(10_000);
        Response answer = shop.order(shop.customer(account), product, 6, key());
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(RestClient.json(answer).get("type").asText()).endsWith("/short-stock");
        assertThat(RestClient.json(answer).get("detail").asText()).contains("6 were asked for and 5 are available");
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("onHand").asLong()).isEqualTo(5);
    }

    @Test
    void shortFundsGiveTheStockBack() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 5, SOON);
        String account = shop.account(1_000);
        Response answer = shop.order(shop.customer(account), product, 5, key());
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(RestClient.json(answer).get("type").asText()).endsWith("/short-funds");
        assertThat(RestClient.json(answer).get("detail").asText()).contains("has 10.00 available, not 12.50");
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("onHand").asLong()).isEqualTo(5);
        String order = Commerce.id(answer);
        JsonNode saga = shop.get(Part.ORDER, "/sagas/" + order);
        assertThat(saga.get("state").asText()).isEqualTo("compensated");
        assertThat(saga.at("/reason/title").asText()).isEqualTo("Short funds");
    }

    @Test
    void theSameKeyGivesTheSameOrderAndAnotherBodyIsRefused() throws Exception {
        String product = shop.product();
        shop.lot(product, 5, SOON);
        String customer = shop.customer(shop.account(10_000));
        String key = key();
        JsonNode first = RestClient.json(shop.order(customer, product, 2, key));
        Response again = shop.order(customer, product, 2, key);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(RestClient.json(again).get("id")).isEqualTo(first.get("id"));
        assertThat(shop.order(customer, product, 3, key).statusCode()).isEqualTo(422);
        assertThat(shop.number("select sum(quantity) from stock.hold where order_id = '"
                        + first.get("id").asText() + "'"))
                .isEqualTo(2);
    }

    @Test
    void withoutACoordinatorOrdersAreRefusedAtOnceAndHoldNothing() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 5, SOON);
        String customer = shop.customer(shop.account(10_000));
        cloud.kill(Part.LRA_COORDINATOR);
        Response answer = shop.order(customer, product, 2, key());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(RestClient.json(answer).get("type").asText()).endsWith("/coordinator-unavailable");
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("held").asLong()).isZero();
        cloud.start(Part.LRA_COORDINATOR);
        assertThat(shop.order(customer, product, 2, key()).statusCode()).isEqualTo(201);
    }

    @Test
    void anOutcomeThatTakesLongIsAcceptedAndSaysWhereToLook() throws Exception {
        String product = shop.product();
        shop.lot(product, 5, SOON);
        String customer = shop.customer(shop.account(10_000));
        cloud.proxy(Part.STOCK).arm("POST .*/stock-holds", CallProxy.Moment.AFTER, OrderIT::threeSeconds);
        cloud.proxy(Part.PAYMENT).arm("POST .*/payment-holds", CallProxy.Moment.AFTER, OrderIT::threeSeconds);
        Response answer = shop.order(customer, product, 2, key());
        assertThat(answer.statusCode()).isEqualTo(202);
        String order = answer.header("Location").replaceAll(".*/api/v1", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> shop.get(Part.ORDER, order).get("state").asText().equals("confirmed"));
    }

    private static void threeSeconds() {
        try {
            Thread.sleep(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCancelledOrderGivesItsStockAndMoneyBackOnce() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 10, SOON);
        String account = shop.account(10_000);
        String order = RestClient.json(shop.order(shop.customer(account), product, 4, key()))
                .get("id")
                .asText();
        for (int time = 0; time < 2; time++) {
            Response cancelled = cancel(order);
            assertThat(cancelled.statusCode()).as(cancelled.asString()).isEqualTo(200);
            assertThat(RestClient.json(cancelled).get("state").asText()).isEqualTo("cancelled");
        }
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("onHand").asLong()).isEqualTo(10);
        assertThat(shop.get(Part.PAYMENT, "/accounts/" + account)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo("100.00");
        JsonNode sagas = shop.get(Part.ORDER, "/sagas?order=" + order);
        assertThat(sagas.findValuesAsText("kind")).containsExactlyInAnyOrder("place-order", "cancel-order");
        assertThat(sagas.findValuesAsText("state")).containsOnly("completed");
    }

    @Test
    void whatWasShippedIsNotTakenBack() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 10, SOON);
        String account = shop.account(10_000);
        String order = RestClient.json(shop.order(shop.customer(account), product, 4, key()))
                .get("id")
                .asText();
        String ship = "{\"order\":\"" + order + "\"}";
        assertThat(shop.post(Part.STOCK, "/shipments", ship).statusCode()).isEqualTo(200);
        assertProblem(409, "not-allocated", shop.post(Part.STOCK, "/shipments", ship));
        assertProblem(409, "not-allocated", cancel(order));
        assertThat(shop.get(Part.ORDER, "/orders/" + order).get("state").asText())
                .isEqualTo("confirmed");
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("shipped").asLong()).isEqualTo(4);
        assertThat(shop.get(Part.PAYMENT, "/accounts/" + account)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo("90.00");
        assertProblem(404, "unknown-order", cancel(UUID.randomUUID().toString()));
    }

    private Response cancel(String order) {
        return shop.post(Part.ORDER, "/orders/" + order + "/cancellation", "");
    }

    @Test
    void badInputIsAClearProblemAndHoldsNothing() throws Exception {
        String product = shop.product();
        shop.lot(product, 5, SOON);
        String customer = shop.customer(shop.account(10_000));
        assertProblem(409, "short-stock", shop.order(customer, product, 1_000_000_000, key()));
        assertProblem(400, "invalid-quantity", shop.order(customer, product, 0, key()));
        assertProblem(400, "invalid-quantity", shop.order(customer, product, -1, key()));
        assertProblem(400, "invalid-quantity", shop.order(customer, product, 1_000_000_000_000L, key()));
        assertProblem(404, "unknown-product", shop.order(customer, "nothing", 1, key()));
        assertProblem(404, "unknown-customer", shop.order(UUID.randomUUID().toString(), product, 1, key()));
        assertProblem(
                400,
                "invalid-lines",
                shop.post(Part.ORDER, "/orders", "{\"customer\":\"" + customer + "\",\"lines\":[]}"));
        assertProblem(400, "invalid-json", shop.post(Part.ORDER, "/orders", "{\"customer\":"));
        String account = shop.account(0);
        assertProblem(400, "invalid-json", shop.post(Part.PAYMENT, "/accounts/" + account + "/deposits", """
                {"amount":"1.005","currency":"EUR"}"""));
        assertProblem(422, "unusable-currency", shop.post(Part.PAYMENT, "/accounts/" + account + "/deposits", """
                {"amount":"1.00","currency":"USD"}"""));
        assertProblem(400, "invalid-expiry", shop.post(Part.STOCK, "/lots", """
                {"product":"%s","site":"north","room":"r1","quantity":1,"expiry":"2020-01-01"}""".formatted(product)));
        String hold = """
                {"order":"x","lines":[{"product":"%s","quantity":1}]}""".formatted(product);
        assertProblem(400, "invalid-long-running-action", shop.post(Part.STOCK, "/stock-holds", hold));
        for (String garbage : new String[] {
            "x",
            "http://example.com/lra-coordinator/1",
            cloud.proxy(Part.LRA_COORDINATOR).url() + "/other/1",
            "\"><script>"
        }) {
            assertProblem(
                    400,
                    "invalid-long-running-action",
                    shop.post(Part.STOCK, "/stock-holds", hold, "Long-Running-Action", garbage));
        }
        assertProblem(
                409,
                "saga-over",
                shop.post(
                        Part.STOCK,
                        "/stock-holds",
                        hold,
                        "Long-Running-Action",
                        cloud.proxy(Part.LRA_COORDINATOR).url() + "/lra-coordinator/0_ffff7f000001_1_1_1"));
    }

    private static void assertProblem(int status, String type, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(RestClient.json(answer).path("type").asText())
                .as(answer.asString())
                .endsWith("/" + type);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
