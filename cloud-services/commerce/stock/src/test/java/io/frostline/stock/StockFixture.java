package io.frostline.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.frostline.commerce.HoldStock;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.sql.Sql;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Product of each test, its lots, and their conservation. All component tests of stock share one service and PostgreSQL. */
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "stock"))
abstract class StockFixture {
    static final LocalDate SOON = LocalDate.now(ZoneOffset.UTC).plusDays(3);
    static final LocalDate LATER = LocalDate.now(ZoneOffset.UTC).plusDays(30);

    @Inject
    StockHolds holds;

    @Inject
    @DataSource("stock")
    javax.sql.DataSource database;

    final String product = "p-" + UUID.randomUUID();
    final String site = "s-" + UUID.randomUUID();

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

    static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .when()
                .post(path)
                .then();
    }

    UUID receive(String room, long quantity, LocalDate expiry) {
        return UUID.fromString(post("/api/v1/lots", """
                {"product":"%s","site":"%s","room":"%s","quantity":%d,"expiry":"%s"}""".formatted(product, site, room, quantity, expiry))
                .statusCode(201)
                .extract()
                .path("id"));
    }

    List<LotsResource.LotBody> lots() {
        return given().queryParam("product", product)
                .when()
                .get("/api/v1/lots")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("", LotsResource.LotBody.class);
    }

    LotsResource.LotBody lot(UUID id) {
        return given().when()
                .get("/api/v1/lots/" + id)
                .then()
                .statusCode(200)
                .extract()
                .as(LotsResource.LotBody.class);
    }

    long rows(String table, String column, String value) {
        return Sql.in(
                database,
                connection -> Sql.first(
                                connection,
                                "select count(*) from " + table + " where " + column + " = ?",
                                row -> row.getLong(1),
                                value)
                        .orElseThrow());
    }

    static Lra action() {
        return new Lra(URI.create("http://127.0.0.1:9/lra-coordinator/" + UUID.randomUUID()));
    }

    static ValidatableResponse end(String path, Lra action, String how) {
        return given().header(Lra.HEADER, action.toString())
                .when()
                .put(path + "/" + how)
                .then();
    }

    HoldStock asked(String order, long quantity) {
        return new HoldStock(order, List.of(new HoldStock.Line(product, quantity)));
    }

    String allocate(long quantity) {
        String order = UUID.randomUUID().toString();
        Lra action = action();
        holds.hold(action, asked(order, quantity));
        end(StockHolds.PATH, action, "complete").statusCode(200).body(equalTo("Completed"));
        return order;
    }
}
