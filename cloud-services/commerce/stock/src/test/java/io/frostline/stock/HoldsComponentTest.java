package io.frostline.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.commerce.ReleaseStock;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Refused;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HoldsComponentTest extends StockFixture {
    @Inject
    StockReleases releases;

    @Test
    void holdsWhatExpiresFirst() {
        UUID later = receive("a", 5, LATER);
        UUID soon = receive("a", 5, SOON);
        assertThat(holds.hold(action(), asked("o-" + UUID.randomUUID(), 7)).total())
                .isEqualTo(new Money(new BigDecimal("17.50"), "EUR"));
        assertThat(lot(soon).held()).isEqualTo(5);
        assertThat(lot(later).held()).isEqualTo(2);
    }

    @Test
    void holdsAllLinesOrNone() {
        UUID id = receive("a", 5, SOON);
        HoldStock asked = new HoldStock(
                "o-" + UUID.randomUUID(), List.of(new HoldStock.Line(product, 3), new HoldStock.Line(product, 3)));
        Lra action = action();
        assertThatThrownBy(() -> holds.hold(action, asked))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("3 were asked for and 2 are available");
        assertThat(lot(id).held()).isZero();
        assertThat(rows("saga_step", "lra", action.toString())).isZero();
    }

    @Test
    void holdsOnceForARepeatedCall() {
        UUID id = receive("a", 5, SOON);
        Lra action = action();
        HoldStock asked = asked("o-" + UUID.randomUUID(), 2);
        assertThat(holds.hold(action, asked)).isEqualTo(holds.hold(action, asked));
        assertThat(lot(id).held()).isEqualTo(2);
    }

    @Test
    void givesBackWhatIsCompensated() {
        UUID id = receive("a", 5, SOON);
        Lra action = action();
        holds.hold(action, asked("o-" + UUID.randomUUID(), 2));
        for (int time = 0; time < 2; time++) {
            end(StockHolds.PATH, action, "compensate").statusCode(200).body(equalTo("Compensated"));
        }
        assertThat(lot(id).onHand()).isEqualTo(5);
        end(StockHolds.PATH, action, "complete").statusCode(500).body(equalTo("FailedToComplete"));
    }

    @Test
    void refusesATryAfterItsCompensation() {
        UUID id = receive("a", 5, SOON);
        Lra action = action();
        end(StockHolds.PATH, action, "compensate").statusCode(200);
        assertThatThrownBy(() -> holds.hold(action, asked("late", 2))).isInstanceOf(Refused.class);
        assertThat(lot(id).held()).isZero();
    }

    @Test
    void namesTheListOfAMissingElement() {
        given().header(Lra.HEADER, action().toString())
                .contentType(ContentType.JSON)
                .body("{\"order\":\"o\",\"lines\":[null]}")
                .when()
                .post("/api/v1/stock-holds")
                .then()
                .statusCode(400)
                .body("type", equalTo("https://frostline.io/problems/invalid-lines"))
                .body("detail", equalTo("is missing"));
    }

    @Test
    void shipsAllOfAnOrderOnce() {
        UUID id = receive("a", 5, SOON);
        String order = allocate(4);
        post("/api/v1/shipments", "{\"order\":\"" + order + "\"}")
                .statusCode(200)
                .body("parts", hasSize(1))
                .body("parts[0].lot", equalTo(id.toString()))
                .body("parts[0].quantity", equalTo(4));
        post("/api/v1/shipments", "{\"order\":\"" + order + "\"}").statusCode(409);
        assertThat(lot(id).shipped()).isEqualTo(4);
        // events waiting for Kafka: allocated and shipped, each once
        assertThat(rows("outbox", "aggregate", order)).isEqualTo(2);
    }

    @Test
    void takesBackWhatWasNotShipped() {
        UUID id = receive("a", 5, SOON);
        String order = allocate(4);
        Lra action = action();
        releases.release(action, new ReleaseStock(order));
        post("/api/v1/shipments", "{\"order\":\"" + order + "\"}").statusCode(409);
        end(StockReleases.PATH, action, "complete").statusCode(200);
        assertThat(lot(id).onHand()).isEqualTo(5);
        assertThatThrownBy(() -> releases.release(action(), new ReleaseStock(order)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("nothing is allocated");
    }
}
