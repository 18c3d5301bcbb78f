package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every part killed before and after every step of the saga. Each run kills one; a campaign kills every part at every step
 * ({@code -Dfrostline.campaign=full}), the suite two of five at each, in turn.
 */
class SagaKilledIT {
    private static final Duration ENDED = Duration.ofSeconds(60);
    private static final List<Part> VICTIMS =
            List.of(Part.LRA_COORDINATOR, Part.ORDER, Part.STOCK, Part.PAYMENT, Part.POSTGRES);

    /** What is asked for: the saga that is cut short. */
    private enum Scenario {
        /** An order that ends confirmed. */
        PLACE,
        /** An order that can't be paid: stock was held, and is given back. */
        UNAFFORDABLE,
        /** A confirmed order that is cancelled. */
        TAKE_BACK
    }

    /** A call of a saga: where it goes, and what it looks like. */
    private enum Step {
        START(Part.LRA_COORDINATOR, "POST .*/start", Scenario.PLACE),
        STOCK_JOINS(Part.LRA_COORDINATOR, "PUT /lra-coordinator/[^/]+", Scenario.PLACE),
        HOLD_STOCK(Part.STOCK, "POST .*/stock-holds", Scenario.PLACE),
        HOLD_PAYMENT(Part.PAYMENT, "POST .*/payment-holds", Scenario.PLACE),
        PAYMENT_JOINS(Part.LRA_COORDINATOR, "PUT /lra-coordinator/[^/]+", Scenario.PLACE) {
            @Override
            void arm(Deployment cloud, Moment moment, Runnable fault) {
                cloud.proxy(Part.PAYMENT).arm(HOLD_PAYMENT.call, Moment.BEFORE, () -> super.arm(cloud, moment, fault));
            }
        },
        CLOSE(Part.LRA_COORDINATOR, "PUT .*/close", Scenario.PLACE),
        COMPLETE_STOCK(Part.STOCK, "PUT .*/complete", Scenario.PLACE),
        COMPLETE_PAYMENT(Part.PAYMENT, "PUT .*/complete", Scenario.PLACE),
        CANCEL(Part.LRA_COORDINATOR, "PUT .*/cancel", Scenario.UNAFFORDABLE),
        COMPENSATE_STOCK(Part.STOCK, "PUT .*/compensate", Scenario.UNAFFORDABLE),
        COMPENSATE_PAYMENT(Part.PAYMENT, "PUT .*/compensate", Scenario.UNAFFORDABLE),
        START_TAKING_BACK(Part.LRA_COORDINATOR, "POST .*/start", Scenario.TAKE_BACK),
        RELEASE_STOCK(Part.STOCK, "POST .*/stock-releases", Scenario.TAKE_BACK),
        HOLD_REFUND(Part.PAYMENT, "POST .*/refund-holds", Scenario.TAKE_BACK),
        CLOSE_TAKING_BACK(Part.LRA_COORDINATOR, "PUT .*/close", Scenario.TAKE_BACK),
        COMPLETE_RELEASE(Part.STOCK, "PUT .*/stock-release/complete", Scenario.TAKE_BACK),
        COMPLETE_REFUND(Part.PAYMENT, "PUT .*/refund/complete", Scenario.TAKE_BACK);

        private final Part at;
        private final String call;
        private final Scenario scenario;

        Step(Part at, String call, Scenario scenario) {
            this.at = at;
            this.call = call;
            this.scenario = scenario;
        }

        /** So that the fault happens at this call. */
        void arm(Deployment cloud, Moment moment, Runnable fault) {
            cloud.proxy(at).arm(call, moment, fault);
        }
    }

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    record Run(Step step, Moment moment, Part victim) {
        @Override
        public String toString() {
            return victim + " " + moment + " " + step;
        }
    }

    static Stream<Run> runs() {
        boolean all = "full".equals(System.getProperty("frostline.campaign"));
        List<Run> runs = new ArrayList<>();
        int number = 0;
        for (Step step : Step.values()) {
            for (Moment moment : Moment.values()) {
                for (Part victim : VICTIMS) {
                    if (all || VICTIMS.indexOf(victim) == number % VICTIMS.size()) {
                        runs.add(new Run(step, moment, victim));
                    }
                }
                number++;
            }
        }
        return runs.stream();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void endsWholeOrUndone(Run run) throws Exception {
        String product = shop.product();
        shop.lot(product, 10, "2099-01-31");
        String customer = shop.customer(shop.account(run.step.scenario == Scenario.UNAFFORDABLE ? 100 : 100_000));
        String cancelled = run.step.scenario == Scenario.TAKE_BACK ? confirmed(customer, product) : "";
        CountDownLatch killed = new CountDownLatch(1);
        run.step.arm(cloud, run.moment, () -> {
            cloud.kill(run.victim);
            killed.countDown();
        });
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                () -> run.step.scenario == Scenario.TAKE_BACK ? cancel(cancelled) : place(customer, product));
        assertThat(killed.await(30, TimeUnit.SECONDS)).as(run + " was reached").isTrue();
        if (run.victim != Part.POSTGRES) {
            shop.assertConserved();
        }
        cloud.start(run.victim);
        await().atMost(ENDED).untilAsserted(() -> {
            shop.assertConserved();
            assertThat(shop.contradictions()).isEmpty();
        });
        String state = shop.text("select state from \"order\".orders where customer_id = '" + customer + "'");
        assertThat(Answered.of(run.step.scenario, answer.get(30, TimeUnit.SECONDS)).states)
                .as("what %s was answered", run)
                .contains(state);
    }

    /** What an order may have come to, by what its client was told. */
    private record Answered(List<String> states) {
        static Answered of(Scenario scenario, int status) {
            return new Answered(
                    switch (scenario) {
                        case PLACE ->
                            switch (status) {
                                case 201 -> List.of("confirmed");
                                case 409 -> List.of("refused");
                                default -> List.of("confirmed", "refused", "");
                            };
                        case UNAFFORDABLE -> List.of("refused", "");
                        case TAKE_BACK ->
                            switch (status) {
                                case 200 -> List.of("cancelled");
                                case 409 -> List.of("confirmed");
                                default -> List.of("confirmed", "cancelled");
                            };
                    });
        }
    }

    private String confirmed(String customer, String product) throws java.io.IOException {
        HttpResponse<String> placed =
                shop.order(customer, product, 4, UUID.randomUUID().toString());
        assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
        return Commerce.json(placed).get("id").asText();
    }

    /** @return the status of the answer; 0 where there was none */
    private int place(String customer, String product) {
        try {
            return shop.order(customer, product, 4, UUID.randomUUID().toString())
                    .statusCode();
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    private int cancel(String order) {
        try {
            return shop.post(Part.ORDER, "/orders/" + order + "/cancellation", "")
                    .statusCode();
        } catch (java.io.IOException e) {
            return 0;
        }
    }
}
