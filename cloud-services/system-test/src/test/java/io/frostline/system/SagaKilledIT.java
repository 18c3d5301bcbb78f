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

    /** A call of the saga: what it is, where it goes, and whether it is one of an order that can't be paid. */
    private enum Step {
        START(Part.LRA_COORDINATOR, "POST .*/start", true),
        JOIN(Part.LRA_COORDINATOR, "PUT /lra-coordinator/[^/]+", true),
        HOLD_STOCK(Part.STOCK, "POST .*/stock-holds", true),
        HOLD_PAYMENT(Part.PAYMENT, "POST .*/payment-holds", true),
        CLOSE(Part.LRA_COORDINATOR, "PUT .*/close", true),
        COMPLETE_ORDER(Part.ORDER, "PUT .*/complete", true),
        COMPLETE_STOCK(Part.STOCK, "PUT .*/complete", true),
        COMPLETE_PAYMENT(Part.PAYMENT, "PUT .*/complete", true),
        CANCEL(Part.LRA_COORDINATOR, "PUT .*/cancel", false),
        COMPENSATE_ORDER(Part.ORDER, "PUT .*/compensate", false),
        COMPENSATE_STOCK(Part.STOCK, "PUT .*/compensate", false),
        COMPENSATE_PAYMENT(Part.PAYMENT, "PUT .*/compensate", false);

        private final Part at;
        private final String call;
        private final boolean affordable;

        Step(Part at, String call, boolean affordable) {
            this.at = at;
            this.call = call;
            this.affordable = affordable;
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
        String customer = shop.customer(shop.account(run.step.affordable ? 100_000 : 100));
        CountDownLatch killed = new CountDownLatch(1);
        cloud.proxy(run.step.at).arm(run.step.call, run.moment, () -> {
            cloud.kill(run.victim);
            killed.countDown();
        });
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> place(customer, product));
        assertThat(killed.await(30, TimeUnit.SECONDS)).as(run + " was reached").isTrue();
        if (run.victim != Part.POSTGRES) {
            shop.assertConserved();
        }
        cloud.start(run.victim);
        await().atMost(ENDED).untilAsserted(() -> {
            shop.assertConserved();
            assertThat(shop.contradictions()).isEmpty();
        });
        int status = answer.get(30, TimeUnit.SECONDS);
        String state = shop.text("select state from \"order\".orders where customer_id = '" + customer + "'");
        if (status == 201) {
            assertThat(state).isEqualTo("confirmed");
        } else if (status == 409) {
            assertThat(state).isEqualTo("refused");
        }
        if (!run.step.affordable) {
            assertThat(state).isNotEqualTo("confirmed");
        }
    }

    /** @return the status of the answer; 0 where there was none */
    private int place(String customer, String product) {
        try {
            HttpResponse<String> answer =
                    shop.order(customer, product, 4, UUID.randomUUID().toString());
            return answer.statusCode();
        } catch (java.io.IOException e) {
            return 0;
        }
    }
}
