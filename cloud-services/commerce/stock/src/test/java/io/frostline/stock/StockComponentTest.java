package io.frostline.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.ReleaseStock;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "datasources", value = "stock"),
        restrictToAnnotatedClass = true)
class StockComponentTest {
    private static final LocalDate SOON = LocalDate.now(ZoneOffset.UTC).plusDays(3);
    private static final LocalDate LATER = LocalDate.now(ZoneOffset.UTC).plusDays(30);

    @Inject
    StockHolds holds;

    @Inject
    StockReleases releases;

    @Inject
    QuarantineHolds quarantines;

    @Inject
    @DataSource("stock")
    javax.sql.DataSource database;

    private final String product = "p-" + UUID.randomUUID();
    private final String site = "s-" + UUID.randomUUID();

    @BeforeEach
    void addProduct() {
        post("/api/v1/products", """
                {"id":"%s","name":"peas","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}""".formatted(product))
                .statusCode(201)
                .header("Location", endsWith("/api/v1/products/" + product));
    }

    /** Checks after each test that no stock appeared or disappeared. */
    @AfterEach
    void conservesEveryLot() {
        List<LotsResource.LotBody> lots = lots();
        assertThat(lots)
                .allSatisfy(lot -> assertThat(lot.received())
                        .isEqualTo(lot.onHand() + lot.held() + lot.shipped() + lot.writtenOff()));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .when()
                .post(path)
                .then();
    }

    private UUID receive(String room, long quantity, LocalDate expiry) {
        return UUID.fromString(post("/api/v1/lots", """
                {"product":"%s","site":"%s","room":"%s","quantity":%d,"expiry":"%s"}""".formatted(product, site, room, quantity, expiry))
                .statusCode(201)
                .extract()
                .path("id"));
    }

    private List<LotsResource.LotBody> lots() {
        return given().queryParam("product", product)
                .when()
                .get("/api/v1/lots")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("", LotsResource.LotBody.class);
    }

    private LotsResource.LotBody lot(UUID id) {
        return given().when()
                .get("/api/v1/lots/" + id)
                .then()
                .statusCode(200)
                .extract()
                .as(LotsResource.LotBody.class);
    }

    private long rows(String table, String column, String value) {
        return Sql.in(
                database,
                connection -> Sql.first(
                                connection,
                                "select count(*) from " + table + " where " + column + " = ?",
                                row -> row.getLong(1),
                                value)
                        .orElseThrow());
    }

    private static Lra action() {
        return new Lra(URI.create("http://127.0.0.1:9/lra-coordinator/" + UUID.randomUUID()));
    }

    private static ValidatableResponse end(String path, Lra action, String how) {
        return given().header(Lra.HEADER, action.toString())
                .when()
                .put(path + "/" + how)
                .then();
    }

    private HoldStock asked(String order, long quantity) {
        return new HoldStock(order, List.of(new HoldStock.Line(product, quantity)));
    }

    private String allocate(long quantity) {
        String order = UUID.randomUUID().toString();
        Lra action = action();
        holds.hold(action, asked(order, quantity));
        end(StockHolds.PATH, action, "complete").statusCode(200).body(equalTo("Completed"));
        return order;
    }

    @Test
    void namesEveryFieldAtFault() {
        post("/api/v1/products", "{\"name\":\" \",\"temperatureClass\":\"warm\"}")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("https://frostline.io/problems/invalid-id"))
                .body("field", equalTo("id"))
                .body("violations.field", equalTo(List.of("id", "name", "temperatureClass", "price")))
                .body("violations.detail", hasItems("must be one of [ambient, chilled, deep-frozen, frozen]"));
    }

    @Test
    void namesTheOneFieldAtFault() {
        post("/api/v1/lots", """
                {"product":"%s","site":"%s","room":"a","quantity":0,"expiry":"%s"}""".formatted(product, site, SOON))
                .statusCode(400)
                .body("type", equalTo("https://frostline.io/problems/invalid-quantity"))
                .body("field", equalTo("quantity"))
                .body("detail", equalTo("must be 1 to 1000000000, not 0"))
                .body("violations", nullValue());
    }

    @Test
    void refusesAMissingBody() {
        post("/api/v1/lots", "")
                .statusCode(400)
                .body("type", equalTo("https://frostline.io/problems/invalid-body"))
                .body("detail", equalTo("is missing"));
    }

    @Test
    void showsConstraintsInOpenApi() {
        given().when()
                .get("/q/openapi?format=JSON")
                .then()
                .statusCode(200)
                .body("components.schemas.Receive.required", hasItems("product", "site", "room", "expiry"))
                .body("components.schemas.Receive.properties.quantity.minimum", equalTo(1))
                .body("components.schemas.ProductBody.properties.id.pattern", containsString("A-Za-z0-9"));
    }

    @Test
    void addsAProductOnce() {
        post("/api/v1/products", """
                {"id":"%s","name":"peas","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}""".formatted(product))
                .statusCode(409)
                .body("type", equalTo("https://frostline.io/problems/product-exists"));
    }

    @Test
    void givesTheFirstAnswerToARepeatedKey() {
        String key = UUID.randomUUID().toString();
        String body = """
                {"product":"%s","site":"%s","room":"a","quantity":5,"expiry":"%s"}""".formatted(product, site, SOON);
        List<String> ids = List.of(1, 2).stream()
                .map(time -> given().header("Idempotency-Key", key)
                        .contentType(ContentType.JSON)
                        .body(body)
                        .when()
                        .post("/api/v1/lots")
                        .then()
                        .statusCode(201)
                        .extract()
                        .<String>path("id"))
                .toList();
        assertThat(ids.getFirst()).isEqualTo(ids.getLast());
        assertThat(lots()).hasSize(1);
    }

    @Test
    void refusesALotOfAnUnknownProduct() {
        post("/api/v1/lots", """
                {"product":"nothing","site":"%s","room":"a","quantity":5,"expiry":"%s"}""".formatted(site, SOON))
                .statusCode(404)
                .body("type", equalTo("https://frostline.io/problems/unknown-product"));
    }

    @Test
    void refusesALotThatHasExpired() {
        post("/api/v1/lots", """
                {"product":"%s","site":"%s","room":"a","quantity":5,"expiry":"%s"}""".formatted(product, site, LocalDate.now(ZoneOffset.UTC)))
                .statusCode(400)
                .body("field", equalTo("expiry"));
    }

    @Test
    void writesOffNoMoreThanIsOnHand() {
        UUID id = receive("a", 5, SOON);
        post("/api/v1/lots/" + id + "/write-offs", "{\"quantity\":2,\"reason\":\"dropped\"}")
                .statusCode(200)
                .body("onHand", equalTo(3))
                .body("writtenOff", equalTo(2));
        post("/api/v1/lots/" + id + "/write-offs", "{\"quantity\":4,\"reason\":\"dropped\"}")
                .statusCode(409)
                .body("type", equalTo("https://frostline.io/problems/short-stock"));
        assertThat(lot(id).onHand()).isEqualTo(3);
    }

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

    @Test
    void listsProductsById() {
        List<String> ids = given().when()
                .get("/api/v1/products")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("id");
        assertThat(ids).contains(product).isSortedAccordingTo(Comparator.naturalOrder());
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
}
