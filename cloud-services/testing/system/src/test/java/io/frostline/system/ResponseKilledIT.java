package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Test that kills every part before and after every step of a response. The full campaign ({@code -Dfrostline.campaign=full}) kills
 * every part at every step. The normal suite kills one of five at each step in turn, before one step and after the next. A
 * compensated response starts again, so each ends completed.
 */
class ResponseKilledIT {
    private static final Duration ENDED = Duration.ofSeconds(90);
    private static final List<Part> VICTIMS =
            List.of(Part.STOCK, Part.ORDER, Part.LRA_COORDINATOR, Part.PAYMENT, Part.POSTGRES);

    /** Call of the action: its destination and its pattern. */
    private enum Step {
        START(Part.LRA_COORDINATOR, "POST .*/start"),
        STOCK_JOINS(Part.LRA_COORDINATOR, "PUT /lra-coordinator/[^/]+"),
        QUARANTINE(Part.STOCK, "POST .*/stock-quarantines"),
        REFUND(Part.PAYMENT, "POST .*/refund-holds/several"),
        CLOSE(Part.LRA_COORDINATOR, "PUT .*/close"),
        COMPLETE_QUARANTINE(Part.STOCK, "PUT .*/quarantine/complete"),
        COMPLETE_REFUNDS(Part.PAYMENT, "PUT .*/refund/complete");

        private final Part at;
        private final String call;

        Step(Part at, String call) {
            this.at = at;
            this.call = call;
        }
    }

    record Run(Step step, Moment moment, Part victim) {
        @Override
        public String toString() {
            return victim + " " + moment + " " + step;
        }
    }

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final WarmRoom room = new WarmRoom(cloud, shop);

    static Stream<Run> runs() {
        boolean all = "full".equals(System.getProperty("frostline.campaign"));
        List<Run> runs = new ArrayList<>();
        for (Step step : Step.values()) {
            for (Moment moment : Moment.values()) {
                for (Part victim : VICTIMS) {
                    boolean turn = VICTIMS.indexOf(victim) == step.ordinal() % VICTIMS.size()
                            && moment.ordinal() == step.ordinal() % 2;
                    if (all || turn) {
                        runs.add(new Run(step, moment, victim));
                    }
                }
            }
        }
        return runs.stream();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void endsCompletedInTheEnd(Run run) throws Exception {
        Orders orders = orders();
        CountDownLatch killed = new CountDownLatch(1);
        cloud.proxy(run.step.at).arm(run.step.call, run.moment, () -> {
            cloud.kill(run.victim);
            killed.countDown();
        });
        room.raise();
        assertThat(killed.await(30, TimeUnit.SECONDS)).as(run + " was reached").isTrue();
        if (run.victim != Part.POSTGRES) {
            shop.assertConserved();
        }
        cloud.start(run.victim);
        assertCompleted(orders);
        shop.assertToldOnce("order-reallocated", orders.first);
        orders.others.forEach(order -> shop.assertToldOnce("order-cancelled", order));
    }

    /** Stock has done its part and payment does not answer: all is undone visibly, and restarted until it succeeds. */
    @Test
    void whatIsUndoneIsSeenAndBegunAnew() throws Exception {
        Orders orders = orders();
        cloud.kill(Part.PAYMENT);
        room.raise();
        await().atMost(ENDED)
                .ignoreExceptions()
                .until(() -> room.latest().get("attempts").asInt() >= 2);
        JsonNode quarantine = room.latest();
        assertThat(quarantine.get("state").asText()).isEqualTo("responding");
        assertThat(quarantine.at("/trouble/detail").asText()).contains("refund-holds");
        assertThat(quarantine.get("sagas").findValuesAsText("state")).contains("compensated");
        shop.assertConserved();
        cloud.start(Part.PAYMENT);
        assertCompleted(orders);
    }

    /** Orders of the warm lot: other goods exist for the first order only. */
    private record Orders(String first, List<String> others, String account) {}

    private Orders orders() {
        String product = shop.product();
        room.lot(product, 10);
        String account = shop.account(10_000);
        String customer = shop.customer(account);
        Orders orders = new Orders(
                order(customer, product, 3),
                List.of(order(customer, product, 3), order(customer, product, 4)),
                account);
        room.goodLot(product, 5); // goods for the first; then 2 are left
        return orders;
    }

    private String order(String customer, String product, long quantity) {
        Response placed =
                shop.order(customer, product, quantity, UUID.randomUUID().toString());
        assertThat(placed.statusCode()).as(placed.asString()).isEqualTo(201);
        return RestClient.json(placed).get("id").asText();
    }

    private void assertCompleted(Orders orders) {
        await().atMost(ENDED).ignoreExceptions().untilAsserted(() -> {
            JsonNode quarantine = room.latest();
            assertThat(quarantine.get("state").asText()).isEqualTo("in-force");
            assertThat(quarantine.has("saga")).isFalse();
            Map<String, String> outcomes = StreamSupport.stream(
                            quarantine.get("orders").spliterator(), false)
                    .collect(Collectors.toMap(
                            each -> each.get("order").asText(),
                            each -> each.get("outcome").asText()));
            assertThat(outcomes)
                    .containsEntry(orders.first, "reallocated")
                    .containsEntry(orders.others.getFirst(), "cancelled")
                    .containsEntry(orders.others.getLast(), "cancelled");
            assertThat(shop.get(Part.PAYMENT, "/accounts/" + orders.account)
                            .at("/balance/amount")
                            .decimalValue())
                    .isEqualByComparingTo("92.50");
            shop.assertConserved();
            assertThat(shop.contradictions()).isEmpty();
            shop.assertBooksAgree();
        });
    }
}
