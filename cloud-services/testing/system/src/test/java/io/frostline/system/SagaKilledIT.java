package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Test that kills every part before and after every step of the saga. The full campaign ({@code -Dfrostline.campaign=full}) kills
 * every part at every step; the normal suite kills one of five at each, in turn. One kill affects several sagas, each held at a
 * step of its own: the recovery takes long, not the kill.
 */
class SagaKilledIT {
    private static final Duration ENDED = Duration.ofSeconds(60);
    private static final int CONCURRENCY = 7;
    private static final List<Part> VICTIMS =
            List.of(Part.LRA_COORDINATOR, Part.ORDER, Part.STOCK, Part.PAYMENT, Part.POSTGRES);

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    record Run(SagaStep step, Moment moment, Part victim) {
        @Override
        public String toString() {
            return victim + " " + moment + " " + step;
        }
    }

    static List<Run> runs(Part victim) {
        boolean all = "full".equals(System.getProperty("frostline.campaign"));
        List<Run> runs = new ArrayList<>();
        int number = 0;
        for (SagaStep step : SagaStep.values()) {
            for (Moment moment : Moment.values()) {
                if (all || VICTIMS.indexOf(victim) == number % VICTIMS.size()) {
                    runs.add(new Run(step, moment, victim));
                }
                number++;
            }
        }
        return runs;
    }

    @TestFactory
    Stream<DynamicContainer> endsWholeOrUndone() {
        return VICTIMS.stream().flatMap(victim -> kills(runs(victim)).map(runs -> oneKill(victim, runs)));
    }

    /** Groups runs into kills, few enough that no caller times out before; the run with the shortest timeout comes last. */
    private static Stream<List<Run>> kills(List<Run> runs) {
        int kills = (runs.size() + CONCURRENCY - 1) / CONCURRENCY;
        return IntStream.range(0, kills)
                .mapToObj(kill -> IntStream.range(0, runs.size())
                        .filter(i -> i % kills == kill)
                        .mapToObj(runs::get)
                        .sorted(Comparator.comparing(run -> run.step.byCoordinator()))
                        .toList());
    }

    private DynamicContainer oneKill(Part victim, List<Run> runs) {
        List<Held> sagas = new ArrayList<>();
        DynamicTest kill = dynamicTest(victim + " in the middle of all of these", () -> {
            List<Request> requests = new ArrayList<>();
            for (Run run : runs) {
                requests.add(prepare(run));
            }
            CountDownLatch killed = new CountDownLatch(1);
            try {
                for (Request request : requests) {
                    sagas.add(hold(request, killed));
                }
                cloud.kill(victim);
                sagas.forEach(Held::assertWaitedFor);
            } finally {
                killed.countDown();
            }
            if (victim != Part.POSTGRES) {
                shop.assertConserved();
            }
            cloud.start(victim);
        });
        Stream<DynamicTest> ends = IntStream.range(0, runs.size())
                .mapToObj(i -> dynamicTest(runs.get(i).toString(), () -> assertEnded(sagas.get(i))));
        return dynamicContainer(victim + " killed", Stream.concat(Stream.of(kill), ends));
    }

    /** Request that begins a saga; its status is 0 if there was no answer. */
    private record Request(Run run, String customer, Callable<Integer> status) {}

    private Request prepare(Run run) {
        String product = shop.product();
        shop.lot(product, 10, "2099-01-31");
        String customer =
                shop.customer(shop.account(run.step.scenario == SagaStep.Scenario.UNAFFORDABLE ? 100 : 100_000));
        if (run.step.scenario != SagaStep.Scenario.TAKE_BACK) {
            return new Request(run, customer, () -> place(customer, product));
        }
        String order = confirmed(customer, product);
        return new Request(run, customer, () -> cancel(order));
    }

    /** Saga that was at its step when its victim was killed. */
    private record Held(Run run, String customer, Future<Integer> status, long since) {
        /** Asserts that its caller has not timed out: a participant has 2 s, any other caller 4 s. */
        void assertWaitedFor() {
            assertThat(Duration.ofNanos(System.nanoTime() - since))
                    .as("for how long %s was held", run)
                    .isLessThan(Duration.ofSeconds(run.step.byCoordinator() ? 2 : 4));
        }
    }

    /**
     * Runs a saga up to its step.
     *
     * @return the saga at its step, where it stays until the kill
     */
    private Held hold(Request request, CountDownLatch killed) throws InterruptedException {
        Run run = request.run;
        CountDownLatch reached = new CountDownLatch(1);
        run.step.arm(cloud, run.moment, () -> {
            reached.countDown();
            await(killed);
        });
        Future<Integer> status = clients.submit(request.status);
        assertThat(reached.await(30, TimeUnit.SECONDS)).as(run + " was reached").isTrue();
        return new Held(run, request.customer, status, System.nanoTime());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertEnded(Held saga) throws Exception {
        Awaitility.await().atMost(ENDED).untilAsserted(() -> {
            shop.assertConserved();
            assertThat(shop.contradictions()).isEmpty();
        });
        String state = shop.text("select state from \"order\".orders where customer_id = '" + saga.customer + "'");
        assertThat(Answered.of(saga.run.step.scenario, saga.status.get(30, TimeUnit.SECONDS)).states)
                .as("what %s was answered", saga.run)
                .contains(state);
    }

    /** Returns the states that an order may have, given its client's answer. */
    private record Answered(List<String> states) {
        static Answered of(SagaStep.Scenario scenario, int status) {
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

    private String confirmed(String customer, String product) {
        Response placed = shop.order(customer, product, 4, UUID.randomUUID().toString());
        assertThat(placed.statusCode()).as(placed.asString()).isEqualTo(201);
        return RestClient.json(placed).get("id").asText();
    }

    /**
     * Places an order.
     *
     * @return the status of the answer, 0 if there was none
     */
    private int place(String customer, String product) {
        try {
            return shop.order(customer, product, 4, UUID.randomUUID().toString())
                    .statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private int cancel(String order) {
        try {
            return shop.post(Part.ORDER, "/orders/" + order + "/cancellation", "")
                    .statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }
}
