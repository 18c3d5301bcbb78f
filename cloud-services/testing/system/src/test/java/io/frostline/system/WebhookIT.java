package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test of alarms that are sent to webhooks. */
class WebhookIT {
    private final Duty duty = new Duty(Deployment.shared());

    @Test
    void signsAWebhookAndRetriesUntilItIsAccepted() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(503, 429)) {
            duty.cooler("webhook", Duty.webhook(receiver.url()));
            duty.warm("webhook");
            await().atMost(Duty.TIMEOUT).until(() -> receiver.calls().size() == 3);
            List<WebhookReceiver.Call> calls = receiver.calls();
            assertThat(calls).allMatch(WebhookReceiver.Call::isGenuine);
            assertThat(calls.stream().map(WebhookReceiver.Call::key).distinct()).hasSize(1);
            assertThat(calls.stream().map(WebhookReceiver.Call::body).distinct())
                    .singleElement()
                    .asString()
                    .contains("\"kind\":\"alarm-raised\"", "\"site\":\"webhook\"", "\"sensor\":\"probe\"");
            JsonNode told = duty.excursion(duty.alarm("webhook", "warning")).at("/alarms/0/notices/0");
            assertThat(told.at("/webhooks/0").asText()).isEqualTo(receiver.url());
            await().atMost(Duty.TIMEOUT)
                    .until(() -> duty.notification(
                                    "/webhooks?about=" + told.get("id").asText())
                            .at("/0/state")
                            .asText()
                            .equals("sent"));
        }
    }

    @Test
    void aRefusedWebhookIsADeadLetterForReplay() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(410)) {
            duty.cooler("refused", Duty.webhook(receiver.url()));
            duty.warm("refused");
            await().atMost(Duty.TIMEOUT).until(() -> receiver.calls().size() == 1);
            String key = receiver.calls().getFirst().key();
            JsonNode letter = duty.awaitDeadLetter("webhooks", key);
            assertThat(letter.get("reason").asText()).isEqualTo("answered 410");
            assertThat(receiver.calls()).hasSize(1);
            Response replayed = duty.replay(letter);
            assertThat(replayed.statusCode()).as(replayed.asString()).isEqualTo(200);
            await().atMost(Duty.TIMEOUT).until(() -> receiver.calls().size() == 2);
            assertThat(receiver.calls().getLast().key()).isEqualTo(key);
        }
    }
}
