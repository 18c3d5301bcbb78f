package io.frostline.notification.webhook;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.frostline.platform.sql.Sql;
import io.frostline.testing.PostgresResource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "datasources", value = "notification"))
class WebhooksComponentTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    @Inject
    Webhooks webhooks;

    @Inject
    @DataSource("notification")
    javax.sql.DataSource database;

    private final UUID notice = UUID.randomUUID();

    @Test
    void callsEachUrlOnceWithTheBodyAsItWas() {
        WebhookEventHandler.Task.Due due =
                new WebhookEventHandler.Task.Due(notice, "{\"b\": 1,\"a\":2}", List.of("https://one", "https://two"));
        webhooks.add(List.of(due));
        webhooks.add(List.of(due));
        assertThat(webhooks.take(1000, LEASE))
                .filteredOn(call -> call.id().equals(Webhooks.key(notice, call.url())))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.body()).isEqualTo("{\"b\": 1,\"a\":2}"));
        given().queryParams("about", notice.toString(), "state", "sending")
                .get("/api/v1/webhooks")
                .then()
                .statusCode(200)
                .body("", hasSize(2));
    }

    @Test
    void makesADeadLetterOfACallThatFailed() {
        webhooks.add(List.of(new WebhookEventHandler.Task.Due(notice, "{}", List.of("https://gone"))));
        webhooks.take(1000, LEASE).forEach(call -> webhooks.failed(call, "answered 410"));
        UUID id = Webhooks.key(notice, "https://gone");
        given().get("/api/v1/webhooks/" + id)
                .then()
                .body("state", equalTo("failed"))
                .body("reason", equalTo("answered 410"));
        assertThat(letters(id)).isEqualTo(1);
        assertThat(webhooks.retry(id)).isTrue();
        assertThat(webhooks.retry(id)).isFalse();
        assertThat(letters(id)).isZero();
    }

    private long letters(UUID webhook) {
        return Sql.in(
                database,
                c -> Sql.first(
                                c,
                                "select count(*) from dead_letter where key = ? and replayed_at is null",
                                row -> row.getLong(1),
                                webhook.toString())
                        .orElseThrow());
    }
}
