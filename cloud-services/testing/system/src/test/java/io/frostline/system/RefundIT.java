package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Test that a captured payment is refunded exactly once, with the action that holds the refund, or not at all. */
class RefundIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private String account = "";
    private String order = "";

    @BeforeEach
    void anOrderOfFiveEurosIsPaid() throws Exception {
        String product = shop.product();
        shop.lot(product, 5, "2099-01-31");
        account = shop.account(10_000);
        Response placed =
                shop.order(shop.customer(account), product, 2, UUID.randomUUID().toString());
        order = RestClient.json(placed).get("id").asText();
        assertBalance("95.00");
    }

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        shop.assertConserved();
        shop.assertBooksAgree();
        assertThat(shop.number("select count(*) from payment.refund where state = 'held'"))
                .isZero();
    }

    @Test
    void aClosedActionGivesTheMoneyBackOnce() throws Exception {
        Action action = Action.start(cloud);
        Response held = hold(action, order);
        assertThat(held.statusCode()).as(held.asString()).isEqualTo(200);
        assertThat(RestClient.json(held).at("/total/amount").decimalValue()).isEqualByComparingTo("5.00");
        assertThat(RestClient.json(held).at("/total/currency").asText()).isEqualTo("EUR");
        assertThat(hold(action, order).asString()).as("asked again").isEqualTo(held.asString());
        assertBalance("95.00");
        assertThat(action.close()).isEqualTo("Closed");
        assertBalance("100.00");
        assertThat(action.call(Part.PAYMENT, "refund/complete").asString()).isEqualTo("Completed");
        assertThat(action.call(Part.PAYMENT, "refund/compensate").asString()).isEqualTo("FailedToCompensate");
        assertBalance("100.00");
        assertRefused(409, "already-refunded", order);
    }

    @Test
    void aCancelledActionMovesNothingAndTheNextMayRefund() throws Exception {
        Action first = Action.start(cloud);
        assertThat(hold(first, order).statusCode()).isEqualTo(200);
        assertRefused(409, "already-refunded", order);
        assertThat(first.cancel()).isEqualTo("Cancelled");
        assertBalance("95.00");
        Action second = Action.start(cloud);
        assertThat(hold(second, order).statusCode()).isEqualTo(200);
        assertThat(second.close()).isEqualTo("Closed");
        assertBalance("100.00");
    }

    @Test
    void refusesWhatWasNeverPaidAndWhatComesTooLate() throws Exception {
        assertRefused(404, "unknown-payment", UUID.randomUUID().toString());
        Action over = Action.start(cloud);
        assertThat(over.call(Part.PAYMENT, "refund/compensate").asString()).isEqualTo("Compensated");
        assertProblem(409, "saga-over", hold(over, order));
        over.cancel();
        assertProblem(409, "saga-over", hold(over, order));
    }

    @Test
    void oneActionRefundsManyOrdersAllOrNone() throws Exception {
        String product = shop.product();
        shop.lot(product, 50, "2099-01-31");
        String other = shop.account(10_000);
        List<String> orders = new ArrayList<>(List.of(order));
        for (String payer : List.of(account, other, other)) {
            Response placed = shop.order(
                    shop.customer(payer), product, 4, UUID.randomUUID().toString());
            orders.add(RestClient.json(placed).get("id").asText());
        }
        Action refused = Action.start(cloud);
        List<String> oneUnpaid = new ArrayList<>(orders);
        oneUnpaid.add(UUID.randomUUID().toString());
        assertProblem(404, "unknown-payment", holdAll(refused, oneUnpaid));
        assertThat(refused.cancel()).isEqualTo("Cancelled");
        Action action = Action.start(cloud);
        for (int time = 0; time < 2; time++) {
            assertThat(holdAll(action, orders).statusCode()).isEqualTo(204);
        }
        assertProblem(409, "other-refund", holdAll(action, orders.subList(0, 2)));
        assertRefused(409, "already-refunded", orders.getLast());
        assertThat(action.close()).isEqualTo("Closed");
        assertBalance("100.00");
        assertThat(shop.get(Part.PAYMENT, "/accounts/" + other)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo("100.00");
        assertProblem(400, "invalid-orders", holdAll(action, List.of()));
    }

    private Response holdAll(Action action, List<String> of) {
        return shop.post(
                Part.PAYMENT,
                "/refund-holds/several",
                "{\"orders\":[" + of.stream().map(each -> '"' + each + '"').collect(Collectors.joining(",")) + "]}",
                "Long-Running-Action",
                action.id());
    }

    private void assertRefused(int status, String problem, String of) {
        Action action = Action.start(cloud);
        assertProblem(status, problem, hold(action, of));
        assertThat(action.cancel()).isEqualTo("Cancelled");
    }

    private static void assertProblem(int status, String problem, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(RestClient.json(answer).get("type").asText()).endsWith("/" + problem);
    }

    private Response hold(Action action, String of) {
        return shop.post(
                Part.PAYMENT, "/refund-holds", "{\"order\":\"" + of + "\"}", "Long-Running-Action", action.id());
    }

    private void assertBalance(String euros) {
        assertThat(shop.get(Part.PAYMENT, "/accounts/" + account)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo(new BigDecimal(euros));
    }
}
