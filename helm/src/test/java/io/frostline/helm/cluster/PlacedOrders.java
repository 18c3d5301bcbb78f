package io.frostline.helm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Invariants;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that place orders one after the other, each with one key until it is answered, and follow each order to its end. */
final class PlacedOrders implements AutoCloseable {
    private static final int CLIENTS = 3;
    private static final int ON_HAND = 100_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Invariants invariants;
    private final RestClient stock;
    private final RestClient payment;
    private final RestClient order;
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> ordering = new ArrayList<>();
    private final AtomicInteger confirmed = new AtomicInteger();
    private final String product = "peas-" + UUID.randomUUID();
    private final String lot;
    private final String customer;
    private volatile boolean closing;

    PlacedOrders(Cluster cluster) {
        invariants = cluster.invariants();
        stock = cluster.api("stock");
        payment = cluster.api("payment");
        order = cluster.api("order");
        made(stock, "/products", """
                {"id":"%s","name":"Peas","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}\
                """.formatted(product));
        lot = made(stock, "/lots", """
                {"product":"%s","site":"north","room":"r1","quantity":%d,"expiry":"2099-01-31"}\
                """.formatted(product, ON_HAND));
        String account = "acc-" + UUID.randomUUID();
        made(payment, "/accounts", """
                {"id":"%s","owner":"Anna","currency":"EUR","book":"operating"}\
                """.formatted(account));
        made(payment, "/accounts/" + account + "/deposits", """
                {"amount":"%d.00","currency":"EUR"}\
                """.formatted(3 * ON_HAND));
        customer = made(order, "/customers", """
                {"name":"Anna","email":"anna@example.com","account":"%s"}\
                """.formatted(account));
        for (int client = 0; client < CLIENTS; client++) {
            ordering.add(clients.submit(this::orderOneAfterTheOther));
        }
    }

    /**
     * Creates an object.
     *
     * @return its id
     */
    private static String made(RestClient api, String path, String body) {
        Response answer =
                api.postJson(path, body, "Idempotency-Key", UUID.randomUUID().toString());
        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 201);
        return RestClient.json(answer).path("id").asText();
    }

    private Void orderOneAfterTheOther() throws Exception {
        while (!closing) {
            Response placed = placed(UUID.randomUUID().toString());
            assertThat(placed.statusCode()).as(placed.asString()).isIn(201, 202, 409, 503);
            if (placed.statusCode() == 201 || placed.statusCode() == 202 && isConfirmed(placed)) {
                confirmed.incrementAndGet();
            }
        }
        return null;
    }

    /** Places an order, and retries after no answer or status 500. */
    private Response placed(String key) throws InterruptedException {
        while (true) {
            try {
                Response answer = order.postJson("/orders", """
                        {"customer":"%s","lines":[{"product":"%s","quantity":1}]}\
                        """.formatted(customer, product), "Idempotency-Key", key);
                if (answer.statusCode() != 500) {
                    return answer;
                }
            } catch (UncheckedIOException e) {
                // nobody answers yet, or any more
            }
            Thread.sleep(200);
        }
    }

    private boolean isConfirmed(Response placed) {
        String id = placed.header("Location").replaceAll(".*/", "");
        return await().atMost(TIMEOUT)
                .until(
                        () -> order.jsonOrEmpty("/orders/" + id).path("state").asText(),
                        state -> !state.isEmpty() && !state.equals("placing"))
                .equals("confirmed");
    }

    void awaitConfirmed() {
        await().atMost(TIMEOUT).until(() -> confirmed.get() > CLIENTS);
    }

    int confirmed() {
        return confirmed.get();
    }

    /** Asserts that each order ended as answered and nothing is left over: stock, money and orders agree. */
    void assertAllEnded() throws Exception {
        closing = true;
        for (Future<?> each : ordering) {
            each.get();
        }
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(invariants.wrong()).isEmpty());
        await().atMost(TIMEOUT).until(() -> order.hasNone("/sagas?state=running"));
        assertThat(order.hasNone("/sagas?state=failed")).isTrue();
        assertThat(stock.json("/lots/" + lot).get("held").asInt()).isEqualTo(confirmed.get());
    }

    @Override
    public void close() {
        closing = true;
        clients.shutdownNow();
        clients.close();
    }
}
