package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test of the response to a warm room: its lots are quarantined, and each affected order gets other goods or a refund. */
class ExcursionResponseIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final WarmRoom room = new WarmRoom(cloud, shop);

    @AfterEach
    void nothingIsLeftInBetween() throws Exception {
        shop.assertNothingInBetween();
    }

    @Test
    void givesEachOrderOtherGoodsOrItsMoneyBack() throws Exception {
        Notification notification = new Notification(cloud);
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
        assertThat(shop.state(first)).isEqualTo("confirmed");
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
        await().atMost(Notification.TIMEOUT)
                .until(() -> notification.read(Notification.TOPIC).stream()
                        .map(event -> new String(event.value(), UTF_8))
                        .anyMatch(event -> event.contains("\"quarantine-in-force\"")
                                && event.contains(room.site)
                                && event.contains("\"cancelled\":1")
                                && event.contains("\"reallocated\":2")));
    }

    @Test
    void cancelsAFreeOrderWithoutPayment() throws Exception {
        String product = "gift-" + UUID.randomUUID();
        shop.post(Part.STOCK, "/products", """
                {"id":"%s","name":"Gift","temperatureClass":"frozen","price":{"amount":"0","currency":"EUR"}}""".formatted(product));
        room.lot(product, 5);
        String order = shop.ordered(shop.customer(shop.account(0)), product, 2);
        room.raise();
        JsonNode quarantine = room.awaitSettled();
        assertThat(shop.state(order)).isEqualTo("cancelled");
        JsonNode saga =
                shop.get(Part.ORDER, "/sagas/" + quarantine.at("/sagas/0/id").asText());
        assertThat(saga.get("steps").findValuesAsText("participant")).doesNotContain("payment");
    }

    @Test
    void givesBackTheGoodPartOfAnUnfilledOrder() throws Exception {
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
        assertThat(shop.state(small)).isEqualTo("confirmed");
        assertThat(shop.state(split)).as("all that it had is given back").isEqualTo("cancelled");
        shop.assertLot(warm, 6, 0, true);
        shop.assertLot(good, 5, 2, false);
        String again = shop.ordered(customer, product, 4);
        Response shipped = shop.post(Part.STOCK, "/shipments", "{\"order\":\"" + again + "\"}");
        assertThat(shipped.statusCode()).as(shipped.asString()).isEqualTo(200);
        shop.assertBalance(account, "85.00");
    }

    @Test
    void shipsAndReleasesGoodsOfTwoActionsAsOne() throws Exception {
        String product = shop.product();
        room.lot(product, 4);
        String good = room.goodLot(product, 12);
        String customer = shop.customer(shop.account(10_000));
        String one = shop.ordered(customer, product, 3); // 3 from the warm room
        String split = shop.ordered(customer, product, 4); // 1 from the warm room, 3 from the good one
        room.raise();
        room.awaitSettled();
        shop.assertLot(good, 5, 7, false);
        Response shipped = shop.post(Part.STOCK, "/shipments", "{\"order\":\"" + split + "\"}");
        assertThat(shipped.asString()).contains("\"quantity\":4");
        Response cancelled = shop.post(Part.ORDER, "/orders/" + one + "/cancellation", "");
        assertThat(cancelled.statusCode()).as(cancelled.asString()).isEqualTo(200);
        shop.assertLot(good, 8, 0, false);
    }
}
