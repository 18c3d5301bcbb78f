package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of coordinators side by side, actions without participants, and participants with wrong answers. */
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
        assertThat(records(action)).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> !status(action).equals("Active"));
        assertThat(status(action)).isIn("Cancelled", "404");
        await().atMost(PATIENCE).until(() -> records(action) == 0);
    }

    /** Returns the number of files of an action in the coordinator's log. */
    private long records(String action) throws IOException {
        String name = action.substring(action.lastIndexOf('/') + 1);
        try (Stream<Path> files = Files.walk(cloud.folder().resolve("lra-coordinator"))) {
            return files.filter(file -> file.endsWith(name)).count();
        } catch (UncheckedIOException e) {
            return -1; // a file was deleted meanwhile
        }
    }

    @Test
    void recoveryAsksAParticipantThatFailsAgainAndLetsNobodyWaitForIt() throws Exception {
        Participants participants = new Participants();
        try {
            String failing = start(60_000);
            join(failing, participants.url("failing"));
            String other = start(60_000);
            join(other, participants.url("other"));
            put(failing + "/close");
            put(other + "/close");
            cloud.kill(Part.LRA_COORDINATOR);
            participants.mend("other");
            int before = participants.calls("failing");
            assertThat(before).isPositive();
            cloud.start(Part.LRA_COORDINATOR);
            await().atMost(PATIENCE).until(() -> !status(other).equals("Closing"));
            assertThat(status(other)).isIn("Closed", "404");
            await().atMost(PATIENCE).until(() -> participants.calls("failing") >= before + 3);
            assertThat(status(failing)).isEqualTo("Closing");
            participants.mend("failing");
            await().atMost(PATIENCE).until(() -> !status(failing).equals("Closing"));
            assertThat(status(failing)).isIn("Closed", "404");
            await().atMost(PATIENCE).until(() -> records(failing) + records(other) == 0);
        } finally {
            participants.server.stop(0);
        }
    }

    /** Participants that answer 500 until repaired. */
    private static final class Participants {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        private final Set<String> mended = ConcurrentHashMap.newKeySet();

        Participants() throws IOException {
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try (exchange) {
                    String name = exchange.getRequestURI().getPath().split("/")[1];
                    calls.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
                    byte[] answer = "Completed".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(
                            mended.contains(name) ? 200 : 500, mended.contains(name) ? answer.length : -1);
                    if (mended.contains(name)) {
                        exchange.getResponseBody().write(answer);
                    }
                }
            });
            server.start();
        }

        String url(String name) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
        }

        int calls(String name) {
            return calls.getOrDefault(name, new AtomicInteger()).get();
        }

        void mend(String name) {
            mended.add(name);
        }
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

    @Test
    void aParticipantThatGivesUpLeavesASagaThatFailsVisiblyAndIsEndedByARetryOnceItIsMended() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, 10, "2099-01-31");
        String customer = shop.customer(shop.account(100_000));
        cloud.proxy(Part.LRA_COORDINATOR).arm("PUT .*/close", Moment.BEFORE, () -> undoStock(customer));
        HttpResponse<String> answer =
                shop.order(customer, product, 4, UUID.randomUUID().toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(Commerce.json(answer).get("detail").asText()).contains("gave up");
        String order = idOfOrder(customer);
        JsonNode saga = shop.get(Part.ORDER, "/sagas/" + order);
        assertThat(saga.get("state").asText()).isEqualTo("failed");
        assertThat(saga.at("/reason/detail").asText()).contains("gave up");
        assertThat(saga.get("steps").toString())
                .contains("\"stock\",\"step\":\"compensated\"")
                .contains("\"payment\",\"step\":\"completed\"");
        assertThat(shop.get(Part.ORDER, "/sagas?state=failed").toString()).contains(order);
        assertThat(cloud.get(cloud.url(Part.ORDER) + "/q/metrics").body())
                .containsPattern("frostline_sagas_failed [1-9]");
        assertThat(shop.get(Part.ORDER, "/orders/" + order).get("state").asText())
                .isEqualTo("failed");

        HttpResponse<String> refused = shop.post(Part.ORDER, "/sagas/" + order + "/retry", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("stock compensated").contains("payment completed");

        execute("update stock.lot set on_hand = on_hand - 4, held = held + 4 where id = '" + lot + "'");
        execute("insert into stock.hold (lra, lot_id, order_id, quantity) select lra, '" + lot
                + "', order_id::text, 4 from \"order\".saga where id = '" + order + "'");
        execute("update stock.saga_step set step = 'TRIED', ended_at = null where lra ="
                + " (select lra from \"order\".saga where id = '" + order + "')");
        HttpResponse<String> mended = shop.post(Part.ORDER, "/sagas/" + order + "/retry", "");
        assertThat(Commerce.json(mended).get("state").asText()).isEqualTo("completed");
        assertThat(shop.get(Part.ORDER, "/orders/" + order).get("state").asText())
                .isEqualTo("confirmed");
    }

    /** Tells stock to compensate an action that is about to be completed, as no coordinator does. */
    private void undoStock(String customer) {
        try {
            String lra = shop.text("select lra from \"order\".saga where order_id = '" + idOfOrder(customer) + "'");
            assertThat(new Action(cloud, lra)
                            .call(Part.STOCK, "stock/compensate")
                            .body())
                    .isEqualTo("Compensated");
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String idOfOrder(String customer) throws SQLException {
        return shop.text("select id from \"order\".orders where customer_id = '" + customer + "'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
        }
    }

    @Test
    void aSagaWhoseCoordinatorLostItsLogFailsVisiblyAndIsEndedByARetry() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, "2099-01-31");
        String customer = shop.customer(shop.account(100_000));
        CountDownLatch lost = new CountDownLatch(1);
        cloud.proxy(Part.LRA_COORDINATOR).arm("PUT .*/close", Moment.BEFORE, () -> {
            cloud.kill(Part.LRA_COORDINATOR);
            lost.countDown();
        });
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return shop.order(customer, product, 4, UUID.randomUUID().toString());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
        Path log = cloud.folder().resolve("lra-coordinator");
        Files.move(log, log.resolveSibling("lost-log-of-the-coordinator"));
        cloud.start(Part.LRA_COORDINATOR);
        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        String order = idOfOrder(customer);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> shop.get(Part.ORDER, "/sagas/" + order)
                        .get("state")
                        .asText()
                        .equals("failed"));
        assertThat(shop.get(Part.ORDER, "/sagas/" + order).at("/reason/detail").asText())
                .contains("does not know");
        HttpResponse<String> ended = shop.post(Part.ORDER, "/sagas/" + order + "/retry", "");
        assertThat(Commerce.json(ended).get("state").asText()).isEqualTo("completed");
        assertThat(shop.get(Part.ORDER, "/orders/" + order).get("state").asText())
                .isEqualTo("confirmed");
    }

    @Test
    void anActionThatIsClosingIsClosedHoweverOftenItIsToldToEnd() throws Exception {
        String product = shop.product();
        shop.lot(product, 10, "2099-01-31");
        String customer = shop.customer(shop.account(100_000));
        CountDownLatch down = new CountDownLatch(1);
        cloud.proxy(Part.PAYMENT).arm("PUT .*/complete", Moment.BEFORE, () -> {
            cloud.kill(Part.PAYMENT);
            down.countDown();
        });
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return shop.order(customer, product, 4, UUID.randomUUID().toString());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(down.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        String order = idOfOrder(customer);
        String action = shop.text("select lra from \"order\".saga where id = '" + order + "'");
        for (String end : new String[] {"close", "cancel", "close"}) {
            assertThat(cloud.send(HttpRequest.newBuilder(URI.create(action + "/" + end))
                                    .PUT(HttpRequest.BodyPublishers.noBody())
                                    .build())
                            .statusCode())
                    .isEqualTo(412);
            assertThat(Commerce.json(shop.post(Part.ORDER, "/sagas/" + order + "/retry", ""))
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
