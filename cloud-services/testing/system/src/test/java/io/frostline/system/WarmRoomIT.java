package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.FaultProxy;
import io.frostline.testing.RestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test of a controlled room that becomes warm and gets a set point while its agent is offline; the response follows once that is
 * known.
 */
class WarmRoomIT {
    private static final String AGENT = """
            site: warm
            uplink: {broker: "tcp://127.0.0.1:%d"}
            sensors:
              - {name: air, source: simulated, interval: 500ms}
            rooms:
              - name: cooler
                sensors: [air]
                set-point: 4
                band: {lowest: 2, highest: 5.5}
                min-on: 1s
                min-off: 1s
                warming: {limit: 7}
                actuator: {kind: simulated, ambient: 40, speed: 100, faults: faults}
            """;

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);
    private final ColdRooms rooms = new ColdRooms(cloud);
    private final Commerce shop = new Commerce(cloud);

    @Test
    void whatHappenedBehindTheCutIsKnownWithItsTimesItsPeakAndItsCauseAndRespondedTo(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        rooms.set("warm/cooler", """
                {"temperatureClass":"chilled","zone":"UTC","sensors":["air"],"by":"Carmen","from":"2026-01-01T00:00:00Z",
                 "limits":[{"name":"air","high":7,"recovery":1,"stages":[{"severity":"critical","delay":"PT5S"}]}]}""");
        Goods goods = new Goods();
        Path faults = folder.resolve("agent/faults");
        try (FaultProxy uplink = new FaultProxy(cloud.port(Part.MQTT));
                EdgeAgent agent = new EdgeAgent(folder.resolve("agent"), AGENT.formatted(uplink.port()))) {
            agent.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            !rest.readings("warm", "air", hourAgo(), soon()).isEmpty());
            reports("{\"celsius\":5,\"by\":\"Carmen\"}", 5);
            Instant cut = Instant.now();
            uplink.set(FaultProxy.Link.CUT);
            Files.writeString(faults, "compressor=broken\n");
            awaitReadings(agent, 40);
            Files.delete(faults);
            awaitReadings(agent, 40);
            setPoint("{\"celsius\":3,\"by\":\"Carmen\"}");
            setPoint("{\"celsius\":4,\"by\":\"Carmen\"}");
            assertThat(rooms.get("/rooms/warm/cooler/set-point").get("state").asText())
                    .isEqualTo("pending");
            assertThat(rooms.excursions("warm")).isEmpty();
            goods.assertAreGood();
            Instant back = Instant.now();
            uplink.set(FaultProxy.Link.UP);

            JsonNode excursion = rooms.await(
                            "warm", all -> all.size() == 1 && all.getFirst().has("to"))
                    .getFirst();
            Instant from = Instant.parse(excursion.get("from").asText());
            Instant to = Instant.parse(excursion.get("to").asText());
            assertThat(from).isAfter(cut);
            assertThat(to).isAfter(from).isBefore(back);
            assertThat(excursion.at("/raised/critical").asText()).isNotEmpty();
            double warmest = rest.readings("warm", "air", from, to).values().stream()
                    .mapToDouble(Double::parseDouble)
                    .max()
                    .orElseThrow();
            assertThat(excursion.get("peakCelsius").asDouble()).isEqualTo(warmest);
            explains(from, to);
            theNewestSetPointAloneIsApplied();
            goods.assertRespondedTo(excursion.get("id").asText());
        }
    }

    /** Two orders on goods in the room; other goods exist for one of them. */
    private final class Goods {
        private final WarmRoom room = new WarmRoom(cloud, shop, "warm", "cooler");
        private final String product = shop.product();
        private final String warm = room.lot(product, 8);
        private final String account = shop.account(10_000);
        private final String customer = shop.customer(account);
        private final String first = shop.ordered(customer, product, 3);
        private final String second = shop.ordered(customer, product, 5);
        private final String good = room.goodLot(product, 4);

        void assertAreGood() {
            shop.assertLot(warm, 0, 8, false);
            shop.assertLot(good, 4, 0, false);
            shop.assertBalance(account, "80.00");
        }

        /** The response happened once, although the excursion ended before the cloud knew of it. */
        void assertRespondedTo(String excursion) throws Exception {
            JsonNode quarantine = room.awaitSettled();
            assertThat(quarantine.get("excursions").findValuesAsText("id")).containsExactly(excursion);
            assertThat(WarmRoom.outcome(quarantine, first)).isEqualTo("reallocated");
            assertThat(WarmRoom.outcome(quarantine, second)).isEqualTo("cancelled");
            shop.assertLot(warm, 8, 0, true);
            shop.assertLot(good, 1, 3, false);
            shop.assertBalance(account, "92.50");
            await().atMost(WarmRoom.TIMEOUT)
                    .untilAsserted(() -> assertThat(shop.contradictions()).isEmpty());
            shop.assertConserved();
            shop.assertBooksAgree();
            shop.assertToldOnce("order-reallocated", first);
            shop.assertToldOnce("order-cancelled", second);
            assertThat(room.quarantines()).hasSize(1);
            assertThat(quarantine.get("sagas")).hasSize(1);
            assertThat(rooms.told("warm/cooler"))
                    .containsEntry("excursion-raised " + excursion + " critical", 1)
                    .allSatisfy((event, times) -> assertThat(times).isEqualTo(1));
        }
    }

    /** The compressor was switched on before the room became too warm, and was not switched off while it was. */
    private void explains(Instant from, Instant to) {
        List<String> before = kinds(from.minusSeconds(60), from);
        assertThat(before.stream()
                        .filter(kind -> kind.startsWith("compressor"))
                        .toList()
                        .getLast())
                .isEqualTo("compressor-on");
        assertThat(kinds(from, to)).doesNotContain("compressor-off");
    }

    private List<String> kinds(Instant from, Instant to) {
        List<String> kinds = new ArrayList<>();
        rest.json("/log/warm?room=cooler&from=" + from + "&to=" + to)
                .forEach(entry -> kinds.add(entry.get("kind").asText()));
        return kinds;
    }

    private void theNewestSetPointAloneIsApplied() {
        JsonNode reported = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> rooms.get("/rooms/warm/cooler/set-point"),
                        point -> point.get("state").asText().equals("reported"));
        assertThat(reported.get("reported").asDouble()).isEqualTo(4);
        List<String> applied = new ArrayList<>();
        rest.json("/log/warm?room=cooler&from=" + hourAgo() + "&to=" + soon()).forEach(entry -> {
            if (entry.get("kind").asText().equals("set-point-applied")) {
                applied.add(entry.at("/detail/version").asText());
            }
        });
        assertThat(applied).containsExactly("1", "3");
    }

    @Test
    void aSetPointOutsideTheRoomsClassIsRefused() {
        rooms.set("class/cooler", ColdRooms.chilled("2026-01-01T00:00:00Z", "probe"));
        assertThat(RestClient.json(rooms.put("/rooms/class/cooler/set-point", "{\"celsius\":-20,\"by\":\"Carmen\"}"))
                        .toString())
                .contains("\"field\":\"celsius\"")
                .contains("from 0.0 to 8.0");
        assertThat(rooms.put("/rooms/class/nowhere/set-point", "{\"celsius\":4,\"by\":\"Carmen\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(rooms.put("/rooms/class/cooler/set-point", "{\"by\":\"Carmen\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    private void setPoint(String body) {
        assertThat(rooms.put("/rooms/warm/cooler/set-point", body).statusCode()).isEqualTo(200);
    }

    private void reports(String body, double celsius) {
        setPoint(body);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> rooms.get("/rooms/warm/cooler/set-point")
                                .path("reported")
                                .asDouble()
                        == celsius);
    }

    private static void awaitReadings(EdgeAgent agent, int more) {
        double before = agent.metric("frostline_readings_total");
        await().atMost(Duration.ofSeconds(90)).until(() -> agent.metric("frostline_readings_total") >= before + more);
    }

    private static Instant hourAgo() {
        return Instant.now().minus(Duration.ofHours(1));
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofHours(1));
    }
}
