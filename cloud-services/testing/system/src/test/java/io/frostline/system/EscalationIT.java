package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Test of who is notified next: the next person without an acknowledgement, or whoever comes on duty. */
class EscalationIT {
    private final Duty duty = new Duty(Deployment.shared());
    private final String anna = Duty.address("anna");
    private final String carmen = Duty.address("carmen");

    @Test
    void callsTheNextLevelUnlessSomebodyAcknowledgesInTime() {
        String other = Duty.address("other");
        duty.cooler("acknowledged", Duty.level("PT0S", anna), Duty.level("PT10S", other));
        duty.cooler("ignored", Duty.level("PT0S", anna), Duty.level("PT10S", carmen));
        duty.warm("acknowledged");
        duty.awaitMail(anna, "Warning alarm in room cooler at acknowledged");
        JsonNode alarm = duty.alarm("acknowledged", "warning");
        assertThat(alarm.get("state").asText()).isEqualTo("open");
        duty.acknowledge(alarm);
        assertThat(duty.awaitMail(anna, "Warning alarm acknowledged in room cooler"))
                .contains("by: Carmen", "comment: the door was open", "action: closed it");
        duty.warm("ignored");
        assertThat(duty.awaitMail(carmen, "at ignored")).contains("because nobody has acknowledged it");
        // raised later: any other recipient would have been called by now
        assertThat(duty.mails(other)).isEmpty();

        JsonNode excursion = duty.excursion(alarm);
        assertThat(excursion.at("/alarms/0/state").asText()).isEqualTo("acknowledged");
        assertThat(excursion.at("/alarms/0/notices/0/level").asInt()).isZero();
        assertThat(excursion.at("/alarms/0/notices/0/mail/0").asText()).isEqualTo(anna);
        assertThat(excursion.at("/alarms/0/notices/1/kind").asText()).isEqualTo("alarm-acknowledged");
        assertThat(excursion.at("/acknowledgements/0/action").asText()).isEqualTo("closed it");
        JsonNode escalated = duty.excursion(duty.alarm("ignored", "warning")).at("/alarms/0/notices");
        assertThat(escalated).hasSize(2);
        assertThat(escalated.at("/1/mail/0").asText()).isEqualTo(carmen);
        assertThat(duty.rooms.get("/alarms?site=ignored&room=cooler&state=open"))
                .hasSize(1);
        assertThat(duty.rooms.get("/alarms?site=acknowledged&state=open")).isEmpty();
    }

    @Test
    void tellsTheCriticalAfterAnAcknowledgedWarning() {
        duty.cooler("worse", Duty.level("PT0S", anna));
        duty.warm("worse");
        JsonNode warning = duty.alarm("worse", "warning");
        duty.awaitMail(anna, "Warning alarm in room cooler at worse");
        duty.acknowledge(warning);
        duty.acknowledge(warning);
        duty.hold("worse", 40, 70, 9);
        duty.awaitMail(anna, "Critical alarm in room cooler at worse");
        assertThat(duty.excursion(warning).get("acknowledgements")).hasSize(1);
        assertThat(duty.alarm("worse", "critical").get("state").asText()).isEqualTo("open");
        duty.acknowledge(warning); // identical text, about another alarm
        assertThat(duty.excursion(warning).get("acknowledgements")).hasSize(2);
        duty.awaitMail(anna, "Critical alarm acknowledged in room cooler at worse");
    }

    @Test
    void tellsNewContactsOfOpenAlarms() {
        duty.cooler("takeover");
        duty.warm("takeover");
        assertThat(duty.alarm("takeover", "warning").get("state").asText()).isEqualTo("open");
        duty.cooler("takeover", Duty.level("PT0S", anna));
        duty.awaitMail(anna, "Warning alarm in room cooler at takeover");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"mail":["anna"]}                                                       | contacts.mail
            {"webhooks":[{"url":"ftp://example.com"}]}                              | contacts.webhooks.url
            {"after":"soon","mail":["a@example.com"]}                               | contacts.after
            {"mail":["a@example.com"]},{"after":"PT0S","mail":["a@example.com"]}    | contacts.after
            {"after":"PT0S"}                                                        | contacts
            """)
    void refusesBadContactsWithTheField(String levels, String field) {
        Response answer = duty.rooms.put("/rooms/bad/cooler", Duty.setup(List.of(levels), "null", "probe"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RestClient.json(answer).get("field").asText()).isEqualTo(field);
    }
}
