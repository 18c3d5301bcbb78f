package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of the response to a warm room: its lots are quarantined, and each affected order gets other goods or a refund. */
class ExcursionResponseIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final WarmRoom room = new WarmRoom(cloud, shop);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        shop.assertConserved();
        await().atMost(WarmRoom.PATIENCE)
                .untilAsserted(() -> assertThat(shop.contradictions()).isEmpty());
    }

    @Test
    void ordersGetOtherGoodsOrTheirMoneyBackAndAreTold() throws Exception {
        Notification notification = new Notification(cloud, shop);
        String product = shop.product();
        String warm = room.lot(product, 10);
        String account = shop.account(10_000);
        String address = Notification.address();
        String customer = shop.customer(account, address);
        String first = shop.ordered(customer, product, 3);
        String large = shop.ordered(customer, product, 5);
        String last = shop.ordered(customer, product, 1);
        String good = room.goodLot(product, 4);
        UUID excursion = room.raise();
        JsonNode quarantine = room.awaitSettled();
        assertThat(quarantine.at("/excursions/0/id").asText()).isEqualTo(excursion.toString());
        assertThat(WarmRoom.outcome(quarantine, first)).isEqualTo("reallocated");
        assertThat(WarmRoom.outcome(quarantine, last))
                .as("gets what the large one can't use")
                .isEqualTo("reallocated");
        assertThat(WarmRoom.outcome(quarantine, large)).isEqualTo("cancelled");
        shop.assertLot(warm, 10, 0, true);
        shop.assertLot(good, 0, 4, false);
        assertThat(state(first)).isEqualTo("confirmed");
        assertThat(shop.get(Part.ORDER, "/orders/" + large).at("/reason/type").asText())
                .endsWith("/cold-room-too-warm");
        shop.assertBalance(account, "90.00");
        JsonNode saga =
                shop.get(Part.ORDER, "/sagas/" + quarantine.at("/sagas/0/id").asText());
        assertThat(saga.get("kind").asText()).isEqualTo("respond-to-excursion");
        assertThat(saga.get("quarantine")).isEqualTo(quarantine.get("id"));
        assertThat(saga.get("steps").findValuesAsText("participant")).contains("order", "stock", "payment");
        assertThat(shop.get(Part.ORDER, "/sagas?order=" + large).findValuesAsText("kind"))
                .containsExactlyInAnyOrder("place-order", "respond-to-excursion");

        notification.awaitMail(first, "reallocation", "sent");
        notification.awaitMail(large, "cancellation", "sent");
        assertThat(notification.provider.mailbox(address).toString())
                .contains("Other goods for your order", "was too warm for too long");
        assertThat(notification.mail(first, "cancellation")).isEmpty();
        await().atMost(Notification.PATIENCE)
                .until(() -> notification.read(Notification.TOPIC).stream()
                        .map(event -> new String(event.value(), UTF_8))
                        .anyMatch(event -> event.contains("\"quarantine-in-force\"")
                                && event.contains(room.site)
                                && event.contains("\"cancelled\":1")
                                && event.contains("\"reallocated\":2")));
    }

    @Test
    void whatCostsNothingIsCancelledWithoutPayment() throws Exception {
        String product = "gift-" + UUID.randomUUID();
        shop.post(Part.STOCK, "/products", """
                {"id":"%s","name":"Gift","temperatureClass":"frozen","price":{"amount":"0","currency":"EUR"}}""".formatted(product));
        room.lot(product, 5);
        String order = shop.ordered(shop.customer(shop.account(0)), product, 2);
        room.raise();
        JsonNode quarantine = room.awaitSettled();
        assertThat(state(order)).isEqualTo("cancelled");
        JsonNode saga =
                shop.get(Part.ORDER, "/sagas/" + quarantine.at("/sagas/0/id").asText());
        assertThat(saga.get("steps").findValuesAsText("participant")).doesNotContain("payment");
    }

    @Test
    void anOrderOverTwoRoomsKeepsWhatIsGoodAndIsShippedWhole() throws Exception {
        String product = shop.product();
        String warm = room.lot(product, 6);
        String good = room.goodLot(product, 7);
        String account = shop.account(10_000);
        String customer = shop.customer(account);
        String small = shop.ordered(customer, product, 2);
        String split = shop.ordered(customer, product, 6); // 4 from the warm room, 2 from the good one
        shop.assertLot(good, 5, 2, false);
        room.raise();
        room.awaitSettled();
        // 5 are left for orders of 2 and 4, which is too few; the older order already has 2 of them
        assertThat(state(small)).isEqualTo("confirmed");
        assertThat(state(split)).as("all that it had is given back").isEqualTo("cancelled");
        shop.assertLot(warm, 6, 0, true);
        shop.assertLot(good, 5, 2, false);
        String again = shop.ordered(customer, product, 4);
        HttpResponse<String> shipped = shop.post(Part.STOCK, "/shipments", "{\"order\":\"" + again + "\"}");
        assertThat(shipped.statusCode()).as(shipped.body()).isEqualTo(200);
        shop.assertBalance(account, "85.00");
    }

    @Test
    void goodsOfTwoActionsInOneLotAreShippedAndTakenBackAsOne() throws Exception {
        String product = shop.product();
        room.lot(product, 4);
        String good = room.goodLot(product, 12);
        String customer = shop.customer(shop.account(10_000));
        String one = shop.ordered(customer, product, 3); // 3 from the warm room
        String split = shop.ordered(customer, product, 4); // 1 from the warm room, 3 from the good one
        room.raise();
        room.awaitSettled();
        shop.assertLot(good, 5, 7, false);
        HttpResponse<String> shipped = shop.post(Part.STOCK, "/shipments", "{\"order\":\"" + split + "\"}");
        assertThat(shipped.body()).contains("\"quantity\":4");
        HttpResponse<String> cancelled = shop.post(Part.ORDER, "/orders/" + one + "/cancellation", "");
        assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
        shop.assertLot(good, 8, 0, false);
    }

    @Test
    void whatWasShippedIsLeftAloneAndWhatComesIsQuarantined() throws Exception {
        String product = shop.product();
        room.lot(product, 5);
        String customer = shop.customer(shop.account(10_000));
        String order = shop.ordered(customer, product, 2);
        shop.post(Part.STOCK, "/shipments", "{\"order\":\"" + order + "\"}");
        UUID excursion = UUID.randomUUID();
        String event = room.raised(excursion);
        room.publish(List.of(room.event("excursion-raised", excursion, "warning"), event, event));
        JsonNode first = room.awaitSettled();
        assertThat(first.get("orders")).isEmpty();
        assertThat(state(order)).isEqualTo("confirmed");
        shop.assertLot(room.lot(product, 7), 7, 0, true);
        assertThat(shop.order(customer, product, 1, UUID.randomUUID().toString())
                        .body())
                .contains("0 are available");
        // the excursion joins the quarantine, and nothing is repeated
        UUID second = room.raise();
        await().atMost(WarmRoom.PATIENCE)
                .until(() -> room.latest().get("excursions").size() == 2);
        assertThat(room.quarantines()).hasSize(1);
        assertThat(room.latest().get("sagas")).hasSize(1);
        // late data withdraw the first excursion, then the second
        room.publish(List.of(room.withdrawn(excursion), room.event("excursion-withdrawn", second, "warning")));
        await().atMost(WarmRoom.PATIENCE)
                .until(() -> room.latest().at("/excursions/0").has("withdrawnAt"));
        assertThat(room.latest().get("state").asText()).isEqualTo("in-force");
        room.publish(List.of(room.withdrawn(second)));
        JsonNode proposed = room.awaitState("release-proposed");
        assertThat(shop.get(Part.STOCK, "/lots?product=" + product).findValuesAsText("quarantined"))
                .doesNotContain("false");
        room.raise();
        room.awaitState("in-force");
        assertReleased(proposed, product, customer);
    }

    private void assertReleased(JsonNode quarantine, String product, String customer) throws IOException {
        for (int time = 0; time < 2; time++) {
            HttpResponse<String> released = room.end(quarantine, "release");
            assertThat(released.statusCode()).as(released.body()).isEqualTo(200);
            assertThat(Commerce.json(released).get("state").asText()).isEqualTo("released");
            assertThat(Commerce.json(released).get("by").asText()).isEqualTo("Olga");
        }
        assertThat(room.end(quarantine, "write-off").statusCode()).isEqualTo(409);
        shop.ordered(customer, product, 1);
        // the next quarantine is a new one
        room.raise();
        assertThat(room.awaitSettled().get("id")).isNotEqualTo(quarantine.get("id"));
        assertThat(room.quarantines()).hasSize(2);
    }

    @Test
    void whatIsWrittenOffIsLostAndAnEndThatStockDoesNotHearOfIsAskedForAgain() throws Exception {
        String product = shop.product();
        String lot = room.lot(product, 5);
        room.raise();
        JsonNode quarantine = room.awaitSettled();
        CountDownLatch killed = new CountDownLatch(1);
        cloud.proxy(Part.STOCK).arm("POST .*/write-off", Moment.AFTER, () -> {
            cloud.kill(Part.ORDER);
            killed.countDown();
        });
        CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> {
            try {
                room.end(quarantine, "write-off");
            } catch (IOException e) {
                // the client does not know the outcome
            }
        });
        assertThat(killed.await(30, TimeUnit.SECONDS)).isTrue();
        asked.get(30, TimeUnit.SECONDS);
        cloud.start(Part.ORDER);
        room.awaitState("written-off");
        shop.assertLot(lot, 0, 0, false);
        assertThat(shop.get(Part.STOCK, "/lots/" + lot).get("writtenOff").asLong())
                .isEqualTo(5);
        assertThat(room.end(quarantine, "write-off").statusCode()).isEqualTo(200);
        assertThat(shop.number("select count(*) from stock.write_off where lot_id = '" + lot + "'"))
                .isEqualTo(1);
    }

    @Test
    void anOrderThatIsBeingPlacedIsRespondedToOnceItIsConfirmed() throws Exception {
        String product = shop.product();
        room.lot(product, 5);
        String account = shop.account(10_000);
        String customer = shop.customer(account);
        CountDownLatch go = new CountDownLatch(1);
        cloud.proxy(Part.STOCK).arm("PUT .*/lra/stock/complete", Moment.BEFORE, () -> awaitUnchecked(go));
        CompletableFuture<String> placed = CompletableFuture.supplyAsync(() -> orderUnchecked(customer, product, 2));
        await().atMost(WarmRoom.PATIENCE)
                .until(() -> shop.number("select count(*) from stock.hold h join stock.lot l on l.id = h.lot_id"
                                + " where h.state = 'tried' and l.product_id = '" + product + "'")
                        == 1);
        room.raise();
        JsonNode inForce = room.awaitState("in-force");
        assertThat(inForce.get("underWay").asInt()).isEqualTo(1);
        assertThat(room.end(inForce, "write-off").statusCode())
                .as("an order has goods of it")
                .isEqualTo(409);
        go.countDown();
        String order = placed.get(30, TimeUnit.SECONDS);
        JsonNode settled = room.awaitSettled();
        assertThat(WarmRoom.outcome(settled, order)).isEqualTo("cancelled");
        assertThat(state(order)).isEqualTo("cancelled");
        shop.assertBalance(account, "100.00");
    }

    @Test
    void anOrderThatItsCustomerTakesBackMeanwhileIsTakenBackOnce() throws Exception {
        String product = shop.product();
        String lot = room.lot(product, 5);
        String account = shop.account(10_000);
        String order = shop.ordered(shop.customer(account), product, 2);
        CountDownLatch go = new CountDownLatch(1);
        cloud.proxy(Part.STOCK).arm("PUT .*/stock-release/complete", Moment.BEFORE, () -> awaitUnchecked(go));
        CompletableFuture<HttpResponse<String>> cancelled = CompletableFuture.supplyAsync(() -> {
            try {
                return shop.post(Part.ORDER, "/orders/" + order + "/cancellation", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().atMost(WarmRoom.PATIENCE)
                .until(() -> shop.number("select count(*) from stock.hold where state = 'releasing' and order_id = '"
                                + order + "'")
                        == 1);
        room.raise();
        room.awaitState("in-force");
        go.countDown();
        assertThat(cancelled.get(30, TimeUnit.SECONDS).statusCode()).isIn(200, 202);
        assertThat(room.awaitSettled().get("orders")).isEmpty();
        assertThat(state(order)).isEqualTo("cancelled");
        shop.assertLot(lot, 5, 0, true);
        shop.assertBalance(account, "100.00");
    }

    @Test
    void anOrderThatFailedStopsNobodyAndIsRespondedToOnceItIsMended() throws Exception {
        String product = shop.product();
        room.lot(product, 5);
        String customer = shop.customer(shop.account(10_000));
        String failed = shop.ordered(customer, product, 2);
        String whole = shop.ordered(customer, product, 1);
        for (String table : List.of("saga", "orders")) {
            execute("update \"order\"." + table + " set state = 'failed', reason ="
                    + " '{\"type\":\"t\",\"title\":\"t\",\"status\":500,\"detail\":\"d\"}' where id = '" + failed
                    + "'");
        }
        room.raise();
        JsonNode inForce = room.awaitState("in-force");
        assertThat(inForce.get("underWay").asInt()).isEqualTo(1);
        assertThat(WarmRoom.outcome(inForce, whole)).isEqualTo("cancelled");
        assertThat(WarmRoom.outcome(inForce, failed)).isEqualTo("none");
        assertThat(state(failed)).isEqualTo("failed");
        shop.post(Part.ORDER, "/sagas/" + failed + "/retry", "");
        assertThat(WarmRoom.outcome(room.awaitSettled(), failed)).isEqualTo("cancelled");
        assertThat(state(failed)).isEqualTo("cancelled");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
        }
    }

    @Test
    void badInputIsAClearProblem() throws Exception {
        assertProblem(400, "invalid-by", shop.post(Part.ORDER, quarantine("release"), "{\"reason\":\"r\"}"));
        assertProblem(400, "invalid-reason", shop.post(Part.ORDER, quarantine("write-off"), "{\"by\":\"Olga\"}"));
        assertProblem(400, "invalid-body", shop.post(Part.ORDER, quarantine("write-off"), ""));
        assertProblem(
                404,
                "unknown-quarantine",
                shop.post(Part.ORDER, quarantine("release"), "{\"by\":\"Olga\",\"reason\":\"r\"}"));
        for (String query : List.of("site=%2F", "room=a%20b", "state=warm")) {
            HttpResponse<String> answer = cloud.get(cloud.url(Part.ORDER) + "/api/v1/quarantines?" + query);
            assertProblem(400, "invalid-" + query.substring(0, query.indexOf('=')), answer);
        }
        assertProblem(400, "invalid-quarantine", shop.post(Part.STOCK, "/stock-quarantines", "{\"site\":\"a\"}"));
        String bad = "no-room-" + UUID.randomUUID();
        room.publish(List.of(
                room.raised(UUID.randomUUID()).replace("\"room\":\"warm\"", "\"room\":\"" + bad + "/\""),
                room.raised(UUID.randomUUID())));
        room.awaitSettled();
        await().atMost(WarmRoom.PATIENCE)
                .until(() -> shop.get(Part.ORDER, "/dead-letters?limit=1000")
                        .toString()
                        .contains(bad));
    }

    private static String quarantine(String how) {
        return "/quarantines/" + UUID.randomUUID() + "/" + how;
    }

    private static void assertProblem(int status, String type, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Commerce.json(answer).path("type").asText())
                .as(answer.body())
                .endsWith("/" + type);
    }

    private String orderUnchecked(String customer, String product, long quantity) {
        try {
            return shop.ordered(customer, product, quantity);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitUnchecked(CountDownLatch go) {
        try {
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String state(String order) throws IOException {
        return shop.get(Part.ORDER, "/orders/" + order).get("state").asText();
    }
}
