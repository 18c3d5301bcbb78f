package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Test that a thousand orders on one lot form one action, which does not block the coordinator. */
class ManyOrdersRespondedIT {
    private static final int ORDERS = 1_000;
    private static final int CLIENTS = 8;

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @Test
    void aThousandOrdersTakeTheCoordinatorNoMoreCallsThanOne() throws Exception {
        Queue<String> calls = new ConcurrentLinkedQueue<>();
        cloud.proxy(Part.LRA_COORDINATOR).watch(calls::add);
        WarmRoom small = new WarmRoom(cloud, shop);
        place(small, 1);
        small.raise();
        long callsForOne = ofAction(calls, action(small.awaitSettled()));

        WarmRoom room = new WarmRoom(cloud, shop);
        room.goodLot(place(room, ORDERS), ORDERS / 2);
        Ordinary ordinary = new Ordinary();
        List<Long> before = ordinary.during(() -> Thread.sleep(Duration.ofSeconds(3)));
        Instant raised = Instant.now();
        List<Long> meanwhile = ordinary.during(() -> {
            room.raise();
            room.awaitSettled();
        });
        double took = Duration.between(raised, Instant.now()).toMillis() / 1000.0;
        cloud.proxy(Part.LRA_COORDINATOR).watch(call -> {});

        JsonNode quarantine = room.latest();
        JsonNode saga = action(quarantine);
        long callsForAll = ofAction(calls, saga);
        double seconds = saga.get("seconds").asDouble();
        System.out.printf(
                "%d orders on one lot: %.1f s from the event to its end, the action %.2f s of them; %d calls of the"
                        + " coordinator, for one order %d; ordinary orders: %.0f/s before, %.0f/s meanwhile, the slowest"
                        + " %d and %d ms%n",
                ORDERS,
                took,
                seconds,
                callsForAll,
                callsForOne,
                before.size() / 3.0,
                meanwhile.size() / took,
                slowest(before),
                slowest(meanwhile));
        assertThat(callsForAll).isEqualTo(callsForOne);
        List<String> outcomes = quarantine.get("orders").findValuesAsText("outcome");
        assertThat(outcomes).hasSize(ORDERS);
        assertThat(outcomes.stream().filter("reallocated"::equals)).hasSize(ORDERS / 2);
        assertThat(seconds).isLessThan(10);
        assertThat(meanwhile).as("ordinary orders go on").isNotEmpty();
        await().atMost(WarmRoom.TIMEOUT).untilAsserted(() -> {
            shop.assertConserved();
            assertThat(shop.contradictions()).isEmpty();
            shop.assertBooksAgree();
        });
    }

    private JsonNode action(JsonNode quarantine) {
        return shop.get(Part.ORDER, "/sagas/" + quarantine.at("/sagas/0/id").asText());
    }

    private static long ofAction(Queue<String> calls, JsonNode saga) {
        String id = saga.get("action").asText().replaceAll(".*/", "");
        return calls.stream().filter(call -> call.contains(id)).count();
    }

    private static long slowest(List<Long> millis) {
        return millis.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /**
     * Places orders for all of a new product.
     *
     * @return the product
     */
    private String place(WarmRoom room, int orders) throws Exception {
        String product = shop.product();
        room.lot(product, orders);
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            customers.add(shop.customer(shop.account(10_000_000)));
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> placed = new ArrayList<>();
            for (int i = 0; i < orders; i++) {
                String customer = customers.get(i % CLIENTS);
                placed.add(clients.submit(
                        () -> shop.order(customer, product, 1, UUID.randomUUID().toString())
                                .statusCode()));
            }
            for (Future<Integer> each : placed) {
                assertThat(each.get()).isIn(201, 202);
            }
        }
        return product;
    }

    /** Customers who order other goods, one order after the other. */
    private final class Ordinary {
        private final String product = shop.product();
        private final String customer = shop.customer(shop.account(10_000_000));

        Ordinary() {
            new WarmRoom(cloud, shop).goodLot(product, 1_000_000);
        }

        @FunctionalInterface
        interface Work {
            void run() throws Exception;
        }

        /**
         * Runs the work while the customers order.
         *
         * @return durations of their orders, in milliseconds
         */
        List<Long> during(Work work) throws Exception {
            AtomicBoolean done = new AtomicBoolean();
            List<Long> took = new ArrayList<>();
            try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
                List<Future<List<Long>>> all = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    all.add(clients.submit(() -> until(done)));
                }
                try {
                    work.run();
                } finally {
                    done.set(true);
                }
                for (Future<List<Long>> each : all) {
                    took.addAll(each.get());
                }
            }
            return took;
        }

        private List<Long> until(AtomicBoolean done) {
            List<Long> took = new ArrayList<>();
            while (!done.get()) {
                long began = System.nanoTime();
                assertThat(shop.order(customer, product, 1, UUID.randomUUID().toString())
                                .statusCode())
                        .isIn(201, 202);
                took.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
            }
            return took;
        }
    }
}
