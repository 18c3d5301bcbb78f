package io.frostline.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.frostline.commerce.QuarantineLots;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Refused;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class QuarantinesComponentTest extends StockFixture {
    @Inject
    QuarantineHolds quarantines;

    @Test
    void findsOtherGoodsForWhatIsQuarantined() {
        UUID warm = receive("warm", 5, SOON);
        String served = allocate(2);
        String unserved = allocate(3);
        UUID cold = receive("cold", 2, LATER);
        UUID quarantine = UUID.randomUUID();
        Lra action = action();
        QuarantineLots.Quarantined found =
                quarantines.hold(action, new QuarantineLots(quarantine, site, "warm", List.of()));
        assertThat(found.reallocated()).containsExactly(served);
        assertThat(found.cancelled()).containsExactly(unserved);
        end(QuarantineHolds.PATH, action, "complete").statusCode(200);
        assertThat(lot(warm).quarantined()).isTrue();
        assertThat(lot(warm).onHand()).isEqualTo(5);
        assertThat(lot(cold).held()).isEqualTo(2);
        given().when()
                .get("/api/v1/stock-quarantines/" + quarantine)
                .then()
                .statusCode(200)
                .body("affected", equalTo(0))
                .body("underWay", equalTo(0));
    }

    @Test
    void quarantinesWhatIsReceivedIntoTheRoom() {
        UUID quarantine = inForce("warm");
        UUID id = receive("warm", 5, SOON);
        assertThat(lot(id).quarantined()).isTrue();
        String end = "{\"by\":\"Olga\",\"reason\":\"thawed\"}";
        for (int time = 0; time < 2; time++) {
            post("/api/v1/stock-quarantines/" + quarantine + "/write-off", end).statusCode(204);
        }
        post("/api/v1/stock-quarantines/" + quarantine + "/release", end)
                .statusCode(409)
                .body("type", equalTo("https://frostline.io/problems/not-in-force"));
        assertThat(lot(id).writtenOff()).isEqualTo(5);
        assertThat(lot(id).quarantined()).isFalse();
    }

    @Test
    void holdsNothingThatIsQuarantined() {
        UUID id = receive("warm", 5, SOON);
        UUID quarantine = inForce("warm");
        assertThatThrownBy(() -> holds.hold(action(), asked("o-" + UUID.randomUUID(), 1)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("0 are available");
        post("/api/v1/stock-quarantines/" + quarantine + "/release", "{\"by\":\"Olga\",\"reason\":\"measured\"}")
                .statusCode(204);
        assertThat(lot(id).quarantined()).isFalse();
    }

    @Test
    void undoesAQuarantineWithItsAction() {
        UUID id = receive("warm", 5, SOON);
        Lra action = action();
        quarantines.hold(action, new QuarantineLots(UUID.randomUUID(), site, "warm", List.of()));
        end(QuarantineHolds.PATH, action, "compensate").statusCode(200);
        assertThat(lot(id).quarantined()).isFalse();
        UUID unused = inForce("warm"); // nothing blocks it
    }

    private UUID inForce(String room) {
        UUID quarantine = UUID.randomUUID();
        Lra action = action();
        QuarantineLots.Quarantined unused =
                quarantines.hold(action, new QuarantineLots(quarantine, site, room, List.of()));
        end(QuarantineHolds.PATH, action, "complete").statusCode(200);
        return quarantine;
    }
}
