package io.frostline.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.frostline.contract.coldroom.AlarmNews;
import io.frostline.platform.outbox.Event;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AlarmEventHandlerTest {
    /** Event as coldroom writes it, and as webhook receivers get it. */
    private static final String GOLDEN = """
            {"notice":{"id":"7b0f6a52-6a3e-4c0f-9f0e-0d7a4b7f3c11","kind":"alarm-raised","site":"bilbao","room":"cooler",\
            "zone":"Europe/Madrid","severity":"critical","level":0,"madeAt":"2026-01-15T10:00:02Z","count":1,"alarms":[\
            {"excursion":"0d5bb1a5-3c1f-4f0c-9a57-3a1a3ed3a3b1","sensor":"probe","limit":"air","side":"high",\
            "limitCelsius":8.0,"from":"2026-01-15T09:00:00Z","to":null,"peakCelsius":9.5,"peakAt":"2026-01-15T09:40:00Z",\
            "raisedAt":"2026-01-15T10:00:00Z","knownAt":"2026-01-15T10:00:01Z","acknowledgement":\
            {"by":"Carmen","comment":"the door was open","action":"closed it"}}]},\
            "mails":["anna@example.com"],"webhooks":["https://example.com/alarms"]}""";

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @SuppressWarnings("NullAway") // reads notices only, stores none
    private final AlarmEventHandler mails = new AlarmEventHandler(JSON, null);

    private static Event event(String type, String payload) throws Exception {
        return new Event("e", type, Instant.EPOCH, "bilbao/cooler", JSON.readTree(payload));
    }

    @Test
    void theNoticeKeepsItsForm() throws Exception {
        assertThat(JSON.writeValueAsString(JSON.readValue(GOLDEN, AlarmNews.class)))
                .isEqualTo(GOLDEN);
    }

    @Test
    void aNoticeIsAMailToEachAddress() throws Exception {
        assertThat(mails.read(event("alarm-notice", GOLDEN)))
                .get()
                .isInstanceOfSatisfying(AlarmEventHandler.Task.Due.class, due -> {
                    assertThat(due.notice()).isEqualTo(UUID.fromString("7b0f6a52-6a3e-4c0f-9f0e-0d7a4b7f3c11"));
                    assertThat(due.addresses()).isEqualTo(List.of("anna@example.com"));
                    assertThat(due.facts()).contains("\"critical\"").doesNotContain("anna", "https:");
                });
    }

    @Test
    void whatElseIsToldOfExcursionsIsOfNoInterest() throws Exception {
        assertThat(mails.read(event("excursion-raised", "{}"))).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> mails.read(event("alarm-notice", "{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 'notice'");
        assertThatThrownBy(() -> mails.read(event("alarm-notice", "null")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
