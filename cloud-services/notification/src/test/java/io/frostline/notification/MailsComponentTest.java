package io.frostline.notification;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.frostline.notification.delivery.Deliveries.Standing;
import io.frostline.platform.sql.Sql;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(OrderPages.class)
@QuarkusTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "datasources", value = "notification"))
class MailsComponentTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int ALL = 1000;

    @Inject
    Mails mails;

    @Inject
    Sweep sweep;

    @Inject
    SweepMark mark;

    @Inject
    @DataSource("notification")
    javax.sql.DataSource database;

    private final UUID customer = UUID.randomUUID();

    @BeforeEach
    void takeAllThatOthersLeft() {
        mails.take(ALL, LEASE).forEach(mails::sent);
    }

    @Test
    void makesOneMailOfNewsThatComeAgain() {
        assertThat(mails.add(List.of(anna(), order("confirmed")))).isEqualTo(2);
        assertThat(mails.add(List.of(anna(), order("confirmed")))).isZero();
        assertThat(mails.take(ALL, LEASE))
                .extracting(MailAttempt::kind)
                .containsExactlyInAnyOrder(Kind.WELCOME, Kind.CONFIRMATION);
    }

    @Test
    void waitsForACustomerWhoIsNotKnown() {
        mails.add(List.of(order("confirmed")));
        assertThat(mails.take(ALL, LEASE)).isEmpty();
        listed().body("[0].to", nullValue()).body("[0].state", equalTo("pending"));
        mails.add(List.of(anna()));
        assertThat(mails.take(ALL, LEASE))
                .extracting(MailAttempt::to)
                .containsExactly("anna@example.com", "anna@example.com");
    }

    @Test
    void takesAMailFromASenderThatIsGone() {
        mails.add(List.of(anna()));
        assertThat(mails.take(ALL, Duration.ZERO)).singleElement().satisfies(first -> {
            assertThat(first.repeated()).isFalse();
            assertThat(first.attempts()).isEqualTo(1);
        });
        MailAttempt second = mails.take(ALL, LEASE).getFirst();
        assertThat(second.repeated()).isTrue();
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(mails.take(ALL, LEASE)).as("leased").isEmpty();
    }

    @Test
    void leavesTheMarkOfASenderThatLostItsLease() {
        mails.add(List.of(anna()));
        MailAttempt lost = mails.take(ALL, Duration.ZERO).getFirst();
        MailAttempt now = mails.take(ALL, LEASE).getFirst();
        mails.later(lost, Duration.ZERO, "late");
        mails.failed(lost, "late");
        assertThat(mails.take(ALL, LEASE)).isEmpty();
        mails.sent(now);
        listed().body("[0].state", equalTo("sent")).body("[0].reason", nullValue());
    }

    @Test
    void triesAMailAgainAfterAPause() {
        mails.add(List.of(anna()));
        mails.later(mails.take(ALL, LEASE).getFirst(), Duration.ofHours(1), "busy");
        assertThat(mails.take(ALL, LEASE)).isEmpty();
        listed().body("[0].state", equalTo("pending"))
                .body("[0].reason", equalTo("busy"))
                .body("[0].attempts", equalTo(1));
    }

    @Test
    void makesADeadLetterOfAMailThatFailed() {
        mails.add(List.of(anna()));
        MailAttempt mail = mails.take(ALL, LEASE).getFirst();
        Standing before = mails.standing();
        mails.failed(mail, "no such user");
        assertThat(mails.standing().failed()).isEqualTo(before.failed() + 1);
        assertThat(letters(mail.id())).isEqualTo(1);
        given().post("/api/v1/mails/" + mail.id() + "/retry")
                .then()
                .statusCode(200)
                .body("state", equalTo("pending"));
        assertThat(letters(mail.id())).as("resolved").isZero();
        given().post("/api/v1/mails/" + mail.id() + "/retry")
                .then()
                .statusCode(409)
                .body("type", containsString("mail-not-failed"));
    }

    @Test
    void makesOneMailOfANoticeForEachAddress() {
        Mails.AlarmMail anna = new Mails.AlarmMail(customer, "anna@example.com", "{}");
        Mails.AlarmMail otto = new Mails.AlarmMail(customer, "otto@example.com", "{}");
        mails.addAlarms(List.of(anna, otto));
        mails.addAlarms(List.of(anna));
        listed().body("", hasSize(2)).body("kind", contains("alarm", "alarm"));
    }

    @Test
    void refusesParametersThatAreNone() {
        given().queryParam("state", "lost")
                .get("/api/v1/mails")
                .then()
                .statusCode(400)
                .body("field", equalTo("state"))
                .body("detail", containsString("[failed, pending, sending, sent]"));
        given().queryParam("limit", 0)
                .get("/api/v1/mails")
                .then()
                .statusCode(400)
                .body("detail", containsString("from 1 to 1000"));
        given().get("/api/v1/mails/" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void makesMailsDueOfAllThatOrderLists() throws Exception {
        Sql.run(database, c -> Sql.update(c, "update sweep set due_at = now()"));
        sweep.sweepIfDue();
        for (String id : List.of(OrderPages.FIRST, OrderPages.SECOND)) {
            given().queryParam("about", id)
                    .get("/api/v1/mails")
                    .then()
                    .statusCode(200)
                    .body("kind", contains("welcome"));
        }
    }

    @Test
    void sweepsOnceInATurn() {
        Sql.run(database, c -> Sql.update(c, "update sweep set due_at = now()"));
        assertThat(mark.take(Duration.ofHours(1))).isPresent();
        assertThat(mark.take(Duration.ofHours(1))).isEmpty();
    }

    private News anna() {
        return new News.Customer(customer, "Anna", "anna@example.com");
    }

    private News order(String state) {
        return new News.Order(customer, customer, List.of(), state, null, null);
    }

    private ValidatableResponse listed() {
        return given().queryParam("about", customer.toString())
                .get("/api/v1/mails")
                .then()
                .statusCode(200);
    }

    private long letters(UUID mail) {
        return Sql.in(
                database,
                c -> Sql.first(
                                c,
                                "select count(*) from dead_letter where key = ? and replayed_at is null",
                                row -> row.getLong(1),
                                mail.toString())
                        .orElseThrow());
    }
}
