package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coordinators side by side, actions that nobody joins, and participants that answer what they should not. */
class CoordinatorsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        cloud.startCommerce();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(shop.contradictions()).isEmpty());
        shop.assertConserved();
    }

    @Test
    void newActionsAreSpreadOverTheCoordinatorsThatAreUp() throws Exception {
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
            cloud.startCommerce();
            cloud.process(Part.LRA_COORDINATOR_2).kill();
        }
        assertThat(order(customer, product)).isEqualTo(201);
    }

    private int order(String customer, String product) throws IOException {
        return shop.order(customer, product, 1, UUID.randomUUID().toString()).statusCode();
    }

    private long coordinatorsOf(String customer) throws Exception {
        return shop.number("select count(distinct split_part(s.lra, '/', 3)) from \"order\".saga s"
                + " join \"order\".orders o on o.id = s.order_id where o.customer_id = '" + customer + "'");
    }

    @Test
    void anActionThatNobodyJoinedEndsAtItsTimeLimit() throws Exception {
        String action = start(1_000);
        assertThat(status(action)).isEqualTo("Active");
        await().atMost(PATIENCE).until(() -> !status(action).equals("Active"));
        assertThat(status(action)).isIn("Cancelled", "404");
    }

    @Test
    void aParticipantThatAnswers418OrNothingIsAskedUntilItHasCompleted() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch silence = new CountDownLatch(1);
        HttpServer participant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        participant.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        participant.createContext("/", exchange -> {
            try (exchange) {
                switch (calls.incrementAndGet()) {
                    case 1 -> exchange.sendResponseHeaders(418, -1);
                    case 2 -> awaitEnd(silence);
                    default -> {
                        exchange.sendResponseHeaders(200, 9);
                        exchange.getResponseBody().write("Completed".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    }
                }
            }
        });
        participant.start();
        try {
            String action = start(60_000);
            join(action, "http://127.0.0.1:" + participant.getAddress().getPort());
            put(action + "/close");
            await().atMost(PATIENCE)
                    .until(() -> calls.get() >= 3 && !status(action).equals("Closing"));
            assertThat(status(action)).isIn("Closed", "404");
        } finally {
            silence.countDown();
            participant.stop(0);
        }
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String start(long millis) throws IOException {
        return cloud.send(HttpRequest.newBuilder(URI.create(cloud.url(Part.LRA_COORDINATOR)
                                + "/lra-coordinator/start?ClientID=test&TimeLimit=" + millis))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private void join(String action, String participant) throws IOException {
        String link = "<%s/compensate>; rel=\"compensate\"; title=\"compensate URI\"; type=\"text/plain\","
                + "<%s/complete>; rel=\"complete\"; title=\"complete URI\"; type=\"text/plain\"";
        HttpResponse<String> joined = cloud.send(HttpRequest.newBuilder(URI.create(action))
                .header("Link", link.formatted(participant, participant))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
    }

    private void put(String url) throws IOException {
        cloud.send(HttpRequest.newBuilder(URI.create(url))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private String status(String action) throws IOException {
        HttpResponse<String> answer = cloud.send(HttpRequest.newBuilder(URI.create(action + "/status"))
                .header("Accept", "text/plain")
                .build());
        return answer.statusCode() == 200 ? answer.body() : Integer.toString(answer.statusCode());
    }
}
