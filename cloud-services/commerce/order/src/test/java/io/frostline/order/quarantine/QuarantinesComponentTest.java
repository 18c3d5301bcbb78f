package io.frostline.order.quarantine;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.QuarantineLots.Quarantined;
import io.frostline.contract.coldroom.ExcursionNews;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.SagaSteps;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "order"))
class QuarantinesComponentTest {
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    private static final QuarantineLots.End QUALITY = new QuarantineLots.End("quality", "goods are fine");

    @Inject
    ExcursionHandler handler;

    @Inject
    Quarantines quarantines;

    @Inject
    ClaimedOrders claimed;

    @Inject
    SagaSteps sagas;

    @Inject
    @DataSource("order")
    javax.sql.DataSource database;

    private final String room = "room-" + UUID.randomUUID();

    @Test
    void joinsTheQuarantineThatTheRoomIsIn() {
        UUID first = raise();
        UUID second = raise();
        QuarantineBody quarantine = inRoom();
        assertThat(quarantine.state()).isEqualTo(Quarantine.State.RESPONDING);
        assertThat(quarantines.excursions(quarantine.id()))
                .extracting(Quarantines.Excursion::id)
                .containsExactlyInAnyOrder(first, second);
    }

    @Test
    void endsAQuarantineOfWhichNothingWasDone() {
        withdraw(raise());
        assertThat(inRoom().state()).isEqualTo(Quarantine.State.RELEASED);
        assertThat(events(inRoom().id())).containsExactly("quarantine-released");
    }

    @Test
    void proposesReleaseOnceAllExcursionsAreWithdrawn() {
        UUID first = raise();
        UUID second = raise();
        UUID id = inForce();
        withdraw(first);
        assertThat(inRoom().state()).isEqualTo(Quarantine.State.IN_FORCE);
        withdraw(second);
        assertThat(inRoom().state()).isEqualTo(Quarantine.State.RELEASE_PROPOSED);
        raise();
        assertThat(inRoom().state()).isEqualTo(Quarantine.State.IN_FORCE);
        assertThat(events(id)).containsExactly("quarantine-in-force", "quarantine-release-proposed");
    }

    @Test
    void cancelsClaimedOrdersWithTheResponse() {
        raise();
        UUID order = order("confirmed");
        UUID other = order("confirmed");
        UUID id = inRoom().id();
        UUID saga = quarantines.beginResponse(id).orElseThrow();
        assertThat(quarantines.beginResponse(id)).as("one at a time").isEmpty();
        assertThat(claimed.claim(saga, id, found(order, other, 3))).hasValue(0);
        assertThat(state(order)).isEqualTo("cancelling");
        assertThat(claimed.paid(saga)).containsExactly(order.toString());
        sagas.decide(saga, null, null);
        sagas.end(saga, Saga.State.COMPLETED);
        assertThat(state(order)).isEqualTo("cancelled");
        assertThat(state(other)).isEqualTo("confirmed");
        assertThat(events(order)).containsExactly("order-cancelled");
        assertThat(events(other)).containsExactly("order-reallocated");
        given().get("/api/v1/quarantines/" + id)
                .then()
                .body("state", equalTo("in-force"))
                .body("underWay", equalTo(3))
                .body("dueAt", notNullValue())
                .body("excursions", hasSize(1))
                .body("sagas[0].state", equalTo("completed"))
                .body("orders.outcome", equalTo(List.of("cancelled", "reallocated")));
    }

    @Test
    void givesClaimedOrdersBackWhereTheResponseIsUndone() {
        raise();
        UUID order = order("confirmed");
        UUID id = inRoom().id();
        UUID saga = quarantines.beginResponse(id).orElseThrow();
        assertThat(claimed.claim(saga, id, found(order, order, 0))).hasValue(0);
        sagas.decide(saga, null, Problem.of(503, "late", "Late", "payment does not answer"));
        assertThat(claimed.claim(saga, id, found(order, order, 0)))
                .as("decided")
                .isEmpty();
        sagas.end(saga, Saga.State.COMPENSATED);
        assertThat(state(order)).isEqualTo("confirmed");
        assertThat(events(order)).isEmpty();
        QuarantineBody after = inRoom();
        assertThat(after.state()).isEqualTo(Quarantine.State.RESPONDING);
        assertThat(after.saga()).isNull();
        assertThat(after.attempts()).isEqualTo(1);
        assertThat(after.trouble()).extracting(Problem::detail).isEqualTo("payment does not answer");
    }

    @Test
    void leavesOrdersInTheMiddleOfSomethingAlone() {
        raise();
        UUID busy = order("cancelling");
        UUID id = inRoom().id();
        UUID saga = quarantines.beginResponse(id).orElseThrow();
        assertThat(claimed.unclaimable()).contains(busy.toString());
        assertThat(claimed.claim(saga, id, found(busy, busy, 1)))
                .as("kept, not cancelled")
                .hasValue(0);
        assertThat(claimed.paid(saga)).isEmpty();
    }

    @Test
    void endsOnlyWhatIsInForce() {
        raise();
        UUID id = inRoom().id();
        assertThatThrownBy(() -> quarantines.beginEnd(id, Quarantine.End.RELEASE, QUALITY))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("responding");
        inForce();
        assertThat(quarantines.beginEnd(id, Quarantine.End.RELEASE, QUALITY).state())
                .isEqualTo(Quarantine.State.RELEASING);
        quarantines.notEnded(id, Quarantine.End.RELEASE);
        assertThat(inRoom().state()).isEqualTo(Quarantine.State.IN_FORCE);
        QuarantineBody writingOff = quarantines.beginEnd(id, Quarantine.End.WRITE_OFF, QUALITY);
        assertThat(quarantines.beginEnd(id, Quarantine.End.WRITE_OFF, QUALITY)).isEqualTo(writingOff);
        quarantines.ended(id, Quarantine.End.WRITE_OFF);
        quarantines.ended(id, Quarantine.End.WRITE_OFF);
        assertThat(events(id)).containsExactly("quarantine-in-force", "quarantine-written-off");
    }

    @Test
    void asksWhoEndsItAndWhy() {
        given().contentType(ContentType.JSON)
                .body("{\"by\":\"quality\"}")
                .post("/api/v1/quarantines/" + UUID.randomUUID() + "/release")
                .then()
                .statusCode(400)
                .body("field", equalTo("reason"));
        given().queryParam("state", "over")
                .get("/api/v1/quarantines")
                .then()
                .statusCode(400)
                .body("detail", containsString("in-force"));
    }

    private UUID raise() {
        UUID excursion = UUID.randomUUID();
        apply(excursion, false);
        return excursion;
    }

    private void withdraw(UUID excursion) {
        apply(excursion, true);
    }

    private void apply(UUID excursion, boolean withdrawn) {
        ExcursionNews news = news(excursion);
        QuarkusTransaction.requiringNew().run(() -> handler.apply(List.of(new ExcursionHandler.News(news, withdrawn))));
    }

    private ExcursionNews news(UUID excursion) {
        return new ExcursionNews(
                excursion,
                "site",
                room,
                "probe",
                "freezer",
                "high",
                T0,
                null,
                -9,
                T0,
                Map.of(),
                ExcursionNews.CRITICAL);
    }

    private UUID inForce() {
        UUID id = inRoom().id();
        UUID saga = quarantines.beginResponse(id).orElseThrow();
        sagas.decide(saga, null, null);
        sagas.end(saga, Saga.State.COMPLETED);
        return id;
    }

    private QuarantineBody inRoom() {
        return quarantines.recent("site", room, null, 1).getFirst();
    }

    private static Quarantined found(UUID cancelled, UUID reallocated, int underWay) {
        return new Quarantined(List.of(reallocated.toString()), List.of(cancelled.toString(), "no-order"), underWay);
    }

    private UUID order(String state) {
        UUID id = UUID.randomUUID();
        Sql.run(database, c -> {
            Sql.update(c, "insert into customer (id, name, email, account) values (?, 'A', 'a@b', 'a')", id);
            Sql.update(
                    c,
                    "insert into orders (id, customer_id, lines, state, total_minor, currency) values (?, ?, '[]', ?, 5, 'EUR')",
                    id,
                    id,
                    state);
        });
        return id;
    }

    private String state(UUID order) {
        return Sql.in(
                database,
                c -> Sql.first(c, "select state from orders where id = ?", row -> row.getString(1), order)
                        .orElseThrow());
    }

    private List<String> events(UUID aggregate) {
        return Sql.in(
                database,
                c -> Sql.list(
                        c,
                        "select type from outbox where aggregate = ? order by number",
                        row -> row.getString(1),
                        aggregate.toString()));
    }
}
