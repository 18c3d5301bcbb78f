package io.frostline.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.outbox.Event;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderEventHandlerTest {
    private static final UUID ID = UUID.fromString("7b0f6a52-6a3e-4c0f-9f0e-0d7a4b7f3c11");
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    @SuppressWarnings("NullAway") // reads news only, stores none
    private final OrderEventHandler news = new OrderEventHandler(JSON, null);

    private final Wording wording = new Wording(JSON);

    private static Event event(String type, String payload) throws JsonProcessingException {
        return new Event("e", type, Instant.EPOCH, "a", JSON.readTree(payload));
    }

    @Test
    void readsACustomerWhateverElseIsSaid() throws Exception {
        assertThat(news.read(event("customer-added", """
                {"id":"%s","name":"Anna","email":"anna@example.com","account":"a","since":2026}""".formatted(ID))))
                .contains(new News.Customer(ID, "Anna", "anna@example.com"));
    }

    @Test
    void anUnknownTypeIsOfNoInterest() throws Exception {
        assertThat(news.read(event("order-admired", "{}"))).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> news.read(event("customer-added", "{\"id\":\"" + ID + "\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no 'name'");
        assertThatThrownBy(() -> news.read(event("order-confirmed", "null")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> news.read(event("order-confirmed", "[1]")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOrderThatFailedIsNotWrittenAbout() throws Exception {
        News.Order failed =
                (News.Order) news.read(event("order-refused", order("failed"))).orElseThrow();
        assertThat(failed.mail()).isEmpty();
    }

    @Test
    void aConfirmationSaysWhatWasOrderedAndWhatItCosts() {
        MailAttempt mail =
                new MailAttempt(ID, Kind.CONFIRMATION, ID, "Anna", "anna@example.com", order("confirmed"), 1, false);
        assertThat(wording.of(mail).body()).contains("Hello Anna", "2 x peas", "Total: 5.00 EUR", ID.toString());
    }

    @Test
    void aRefusalGivesTheCustomersReasonAndNotOurs() {
        assertThat(wording.of(refusal(409, "8 are available")).body()).contains("The reason: 8 are available");
        assertThat(wording.of(refusal(503, "/api/v1/stock-holds does not answer"))
                        .body())
                .contains("could not be placed")
                .doesNotContain("/api/");
    }

    @Test
    void otherGoodsAreAMailOfTheirOwnBesideTheConfirmation() throws Exception {
        News news =
                this.news.read(event("order-reallocated", order("confirmed"))).orElseThrow();
        assertThat(news).isInstanceOf(News.Reallocation.class);
        MailAttempt mail =
                new MailAttempt(ID, Kind.REALLOCATION, ID, "Anna", "anna@example.com", order("confirmed"), 1, false);
        assertThat(wording.of(mail).body()).contains("was too warm", "2 x peas", ID.toString());
    }

    private static MailAttempt refusal(int status, String detail) {
        String facts = order("refused").replaceFirst("\\{", """
                {"reason":{"status":%d,"detail":"%s"},""".formatted(status, detail));
        return new MailAttempt(ID, Kind.REFUSAL, ID, "Anna", "anna@example.com", facts, 1, false);
    }

    private static String order(String state) {
        return """
                {"id":"%s","customer":"%s","lines":[{"product":"peas","quantity":2}],"state":"%s",
                 "total":{"amount":5.0,"currency":"EUR"},"placedAt":"2026-11-25T08:00:00Z"}""".formatted(ID, ID, state);
    }
}
