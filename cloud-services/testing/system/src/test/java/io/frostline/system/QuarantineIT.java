package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of a quarantine from its first excursion to its release or write-off. */
class QuarantineIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final WarmRoom room = new WarmRoom(cloud, shop);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        shop.assertNothingInBetween();
    }

    @Test
    void quarantinesWhatComesAndLeavesWhatWasShipped() throws Exception {
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
        assertThat(shop.state(order)).isEqualTo("confirmed");
        shop.assertLot(room.lot(product, 7), 7, 0, true);
        assertThat(shop.order(customer, product, 1, UUID.randomUUID().toString())
                        .asString())
                .contains("0 are available");
        // the excursion joins the quarantine, and nothing is repeated
        UUID second = room.raise();
        await().atMost(WarmRoom.TIMEOUT)
                .until(() -> room.latest().get("excursions").size() == 2);
        assertThat(room.quarantines()).hasSize(1);
        assertThat(room.latest().get("sagas")).hasSize(1);
        // late data withdraw the first excursion, then the second
        room.publish(List.of(room.withdrawn(excursion), room.event("excursion-withdrawn", second, "warning")));
        await().atMost(WarmRoom.TIMEOUT)
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

    private void assertReleased(JsonNode quarantine, String product, String customer) {
        for (int time = 0; time < 2; time++) {
            Response released = room.end(quarantine, "release");
            assertThat(released.statusCode()).as(released.asString()).isEqualTo(200);
            assertThat(RestClient.json(released).get("state").asText()).isEqualTo("released");
            assertThat(RestClient.json(released).get("by").asText()).isEqualTo("Olga");
        }
        assertThat(room.end(quarantine, "write-off").statusCode()).isEqualTo(409);
        shop.ordered(customer, product, 1);
        // the next quarantine is a new one
        room.raise();
        assertThat(room.awaitSettled().get("id")).isNotEqualTo(quarantine.get("id"));
        assertThat(room.quarantines()).hasSize(2);
    }

    @Test
    void writesOffOnceAlthoughOrderIsKilled() throws Exception {
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
            } catch (UncheckedIOException e) {
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
    void badInputIsAClearProblem() throws Exception {
        assertProblem(400, "invalid-by", shop.post(Part.ORDER, quarantine("release"), "{\"reason\":\"r\"}"));
        assertProblem(400, "invalid-reason", shop.post(Part.ORDER, quarantine("write-off"), "{\"by\":\"Olga\"}"));
        assertProblem(400, "invalid-body", shop.post(Part.ORDER, quarantine("write-off"), ""));
        assertProblem(
                404,
                "unknown-quarantine",
                shop.post(Part.ORDER, quarantine("release"), "{\"by\":\"Olga\",\"reason\":\"r\"}"));
        for (String query : List.of("site=%2F", "room=a%20b", "state=warm")) {
            Response answer = cloud.api(Part.ORDER).get("/quarantines?" + query);
            assertProblem(400, "invalid-" + query.substring(0, query.indexOf('=')), answer);
        }
        assertProblem(400, "invalid-quarantine", shop.post(Part.STOCK, "/stock-quarantines", "{\"site\":\"a\"}"));
        String bad = "no-room-" + UUID.randomUUID();
        room.publish(List.of(
                room.raised(UUID.randomUUID()).replace("\"room\":\"warm\"", "\"room\":\"" + bad + "/\""),
                room.raised(UUID.randomUUID())));
        room.awaitSettled();
        await().atMost(WarmRoom.TIMEOUT)
                .until(() -> shop.get(Part.ORDER, "/dead-letters?limit=1000")
                        .toString()
                        .contains(bad));
    }

    private static String quarantine(String how) {
        return "/quarantines/" + UUID.randomUUID() + "/" + how;
    }

    private static void assertProblem(int status, String type, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(RestClient.json(answer).path("type").asText())
                .as(answer.asString())
                .endsWith("/" + type);
    }
}
