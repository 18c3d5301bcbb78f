package io.frostline.order.ordering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.SagaSteps;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "order"))
class OrdersComponentTest {
    private static final String ANNA = """
            {"name":"Anna","email":"anna@example.com","account":"anna"}""";
    private static final Problem SOLD_OUT = Problem.of(409, "sold-out", "Sold out", "there is no more");

    @Inject
    Orders orders;

    @Inject
    SagaSteps sagas;

    @Inject
    @DataSource("order")
    javax.sql.DataSource database;

    @Test
    void addsACustomerOnceForOneKey() {
        String first = id(post("/api/v1/customers", "anna-1", ANNA).statusCode(201));
        String second = id(post("/api/v1/customers", "anna-1", ANNA).statusCode(201));
        assertThat(second).isEqualTo(first);
        assertThat(events(first)).containsExactly("customer-added");
        given().get("/api/v1/customers/" + first)
                .then()
                .statusCode(200)
                .body("name", equalTo("Anna"))
                .body("account", equalTo("anna"));
        post("/api/v1/customers", "anna-1", ANNA.replace("Anna", "Berta")).statusCode(422);
    }

    @Test
    void saysOfEachFieldWhatWouldBeRight() {
        post("/api/v1/customers", null, "{\"name\":\" \",\"email\":\"anna\",\"account\":\"a b\"}")
                .statusCode(400)
                .body("violations.field", contains("name", "email", "account"))
                .body("violations[1].detail", containsString("anna@example.com"));
        post("/api/v1/orders", null, "{\"customer\":\"%s\",\"lines\":[]}".formatted(UUID.randomUUID()))
                .statusCode(400)
                .body("field", equalTo("lines"))
                .body("detail", containsString("1 to 100"));
        post("/api/v1/orders", null, "{\"lines\":[{\"product\":\"peas\",\"quantity\":0}]}")
                .statusCode(400)
                .body("violations.field", contains("customer", "lines[0].quantity"));
    }

    @Test
    void listsCustomersInPages() {
        String from = "2000-01-01T00:00:00Z";
        post("/api/v1/customers", null, ANNA).statusCode(201);
        post("/api/v1/customers", null, ANNA).statusCode(201);
        String link = given().queryParams("from", from, "to", "2100-01-01T00:00:00Z", "limit", 1)
                .get("/api/v1/customers")
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .extract()
                .header("Link");
        String next = link.substring(link.indexOf('<') + 1, link.indexOf('>'));
        given().urlEncodingEnabled(false).get(next).then().statusCode(200).body("size()", equalTo(1));
    }

    @Test
    void refusesAnOrderOfAnUnknownCustomer() {
        post("/api/v1/orders", null, orderOf(UUID.randomUUID().toString()))
                .statusCode(404)
                .body("detail", containsString("there is no customer"));
    }

    @Test
    void refusesAnOrderWhileNoCoordinatorAnswers() {
        String order = orderOf(customer());
        post("/api/v1/orders", "unlucky", order).statusCode(503);
        String refused = post("/api/v1/orders", "unlucky", order)
                .statusCode(503)
                .body("type", containsString("coordinator"))
                .extract()
                .header("Location");
        given().get(refused).then().statusCode(200).body("state", equalTo("refused"));
    }

    @Test
    void confirmsAnOrderWhoseActionIsCompleted() {
        UUID id = begun();
        sagas.decide(id, Money.ofMinor(1250, "EUR"), null);
        sagas.end(id, Saga.State.COMPLETED);
        given().get("/api/v1/orders/" + id)
                .then()
                .body("state", equalTo("confirmed"))
                .body("total.amount", equalTo(12.5f))
                .body("lines[0].product", equalTo("peas"))
                .body("reason", nullValue());
        assertThat(events(id.toString())).containsExactly("order-confirmed");
    }

    @Test
    void refusesAnOrderWhoseActionIsCompensated() {
        UUID id = begun();
        sagas.decide(id, null, SOLD_OUT);
        sagas.end(id, Saga.State.COMPENSATED);
        sagas.end(id, Saga.State.COMPENSATED);
        given().get("/api/v1/orders/" + id)
                .then()
                .body("state", equalTo("refused"))
                .body("reason.detail", equalTo("there is no more"));
        assertThat(events(id.toString())).containsExactly("order-refused");
    }

    @Test
    void cancelsAConfirmedOrderOnce() {
        UUID id = confirmed();
        UUID cancel = orders.beginCancel(id).orElseThrow();
        assertThat(orders.beginCancel(id)).isEmpty();
        sagas.decide(cancel, null, null);
        sagas.end(cancel, Saga.State.COMPLETED);
        assertThat(orders.get(id).state()).isEqualTo(Order.State.CANCELLED);
        assertThat(events(id.toString())).containsExactly("order-confirmed", "order-cancelled");
    }

    @Test
    void keepsAnOrderWhoseCancellationIsUndone() {
        UUID id = confirmed();
        OrderBody before = orders.get(id);
        UUID cancel = orders.beginCancel(id).orElseThrow();
        sagas.decide(cancel, null, SOLD_OUT);
        sagas.end(cancel, Saga.State.COMPENSATED);
        assertThat(orders.get(id)).isEqualTo(before);
        assertThat(events(id.toString())).containsExactly("order-confirmed");
    }

    @Test
    void cancelsOnlyWhatIsConfirmed() {
        UUID id = begun();
        assertThatThrownBy(() -> orders.beginCancel(id))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is placing");
        given().post("/api/v1/orders/" + UUID.randomUUID() + "/cancellation")
                .then()
                .statusCode(404);
    }

    private UUID confirmed() {
        UUID id = begun();
        sagas.decide(id, Money.ofMinor(100, "EUR"), null);
        sagas.end(id, Saga.State.COMPLETED);
        return id;
    }

    private UUID begun() {
        UUID customer = UUID.fromString(customer());
        return orders.begin(null, new PlaceOrder.Request(customer, List.of(new HoldStock.Line("peas", 2))))
                .order()
                .id();
    }

    private static String customer() {
        return id(post("/api/v1/customers", null, ANNA).statusCode(201));
    }

    private static String orderOf(String customer) {
        return "{\"customer\":\"%s\",\"lines\":[{\"product\":\"peas\",\"quantity\":2}]}".formatted(customer);
    }

    private static String id(ValidatableResponse answer) {
        return answer.extract().path("id");
    }

    private static ValidatableResponse post(String path, @Nullable String key, String body) {
        var request = given().contentType(ContentType.JSON).body(body);
        return (key == null ? request : request.header("Idempotency-Key", key))
                .post(path)
                .then();
    }

    private List<String> events(String aggregate) {
        return Sql.in(
                database,
                c -> Sql.list(
                        c,
                        "select type from outbox where aggregate = ? order by number",
                        row -> row.getString(1),
                        aggregate));
    }
}
