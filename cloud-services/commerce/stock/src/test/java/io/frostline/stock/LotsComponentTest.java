package io.frostline.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LotsComponentTest extends StockFixture {
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
}
