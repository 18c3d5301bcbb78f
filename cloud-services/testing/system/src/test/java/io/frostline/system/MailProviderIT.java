package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.MailProvider;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Test that each customer gets exactly one welcome mail while the provider is down, silent, or refuses. */
class MailProviderIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Notification notification = new Notification(cloud);
    private final MailProvider provider = notification.provider;
    private final Customers customers = new Customers(shop, notification);

    @BeforeEach
    void nothingIsDueYet() {
        customers.awaitNothingDue();
    }

    @AfterEach
    void everybodyHasExactlyOneWelcome() {
        provider.speak();
        customers.awaitOneWelcomeEach();
    }

    @Test
    void sendsDueMailsOnceTheProviderIsBack() throws Exception {
        provider.stop();
        List<String> added = List.of(customers.add(), customers.add(), customers.add());
        for (String each : added) {
            notification.awaitAttempts(each, 2);
            JsonNode mail = notification.mail(each, "welcome").orElseThrow();
            assertThat(mail.get("reason").asText()).containsIgnoringCase("connection refused");
        }
        assertThat(notification.metric("frostline_mails_pending")).isGreaterThanOrEqualTo(3);
        assertThat(notification.metric("frostline_mails_oldest_seconds")).isPositive();
        provider.start();
    }

    @Test
    void aSilentProviderHoldsUpNoEventAndNoConnection() throws Exception {
        List<String> added = new ArrayList<>(List.of(customers.add()));
        notification.awaitMail(added.getFirst(), "welcome", "sent");
        provider.fallSilent();
        for (int i = 0; i < 9; i++) {
            added.add(customers.add());
        }
        // all were consumed, and all were tried though only four are at a time
        for (String each : added.subList(1, added.size())) {
            notification.awaitAttempts(each, 1);
        }
        assertThat(provider.openConnections()).isLessThanOrEqualTo(4);
        assertThat(cloud.rest(Part.NOTIFICATION).get("/q/health/ready").statusCode())
                .isEqualTo(200);
        // a mail that met with silence is never answered: only a new connection can deliver it
        provider.speak();
    }

    @Test
    void retriesAnUnacknowledgedMailUnderItsKey() throws Exception {
        provider.beforeAcknowledging(provider::fallSilent);
        String customer = customers.add();
        notification.awaitAttempts(customer, 2);
        provider.speak();
        customers.awaitOneWelcome(customer);
        customers.assertSentAgainUnderItsKey(customer);
    }

    @Test
    void aRefusedAddressFailsWithItsReasonAndDelaysNobody() throws Exception {
        String address = Notification.address();
        provider.answer(address, "550 5.1.1 there is no such user");
        String refused = shop.customer(shop.account(0), address);
        String other = customers.add();
        customers.awaitOneWelcome(other);
        JsonNode mail = notification.awaitMail(refused, "welcome", "failed");
        assertThat(mail.get("reason").asText()).contains("there is no such user");
        assertThat(mail.get("attempts").asInt()).isEqualTo(1);
        assertThat(provider.asked(address)).isEqualTo(1);
        JsonNode letter = notification.awaitDeadLetter(mail.get("id").asText());
        assertThat(letter.get("reason").asText()).contains("there is no such user");

        provider.acceptAgain(address);
        customers.include(refused, address);
        Response replayed = notification.replay(letter);
        assertThat(replayed.statusCode()).as(replayed.asString()).isEqualTo(200);
        notification.awaitOneWelcome(refused, address);
        assertThat(notification.deadLetters(mail.get("id").asText())).isEmpty();
        assertThat(retry(mail).statusCode()).isEqualTo(409);
    }

    /** Each refusal closes a connection: a hundred greetings follow, and each must be heard. */
    @Test
    void hearsEveryRefusalTheFirstTime() throws Exception {
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String address = Notification.address();
            provider.answer(address, "550 5.1.1 there is no such user");
            refused.add(shop.customer(shop.account(0), address));
        }
        for (String each : refused) {
            JsonNode mail = notification.awaitMail(each, "welcome", "failed");
            assertThat(mail.get("attempts").asInt()).isEqualTo(1);
        }
    }

    @Test
    void givesUpADeferredMailThatCanBeRetried() throws Exception {
        String address = Notification.address();
        provider.answer(address, "451 4.7.1 come back later");
        String customer = shop.customer(shop.account(0), address);
        JsonNode mail = notification.awaitMail(customer, "welcome", "failed");
        assertThat(mail.get("reason").asText()).contains("gave up after 10 attempts", "come back later");
        notification.awaitDeadLetter(mail.get("id").asText());
        provider.acceptAgain(address);
        customers.include(customer, address);
        assertThat(retry(mail).statusCode()).isEqualTo(200);
        notification.awaitOneWelcome(customer, address);
        assertThat(notification.deadLetters(mail.get("id").asText())).isEmpty();
    }

    private Response retry(JsonNode mail) {
        return shop.post(Part.NOTIFICATION, "/mails/" + mail.get("id").asText() + "/retry", "");
    }
}
