package io.frostline.notification.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.coldroom.AlarmNews;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.outbox.EventHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Handler that makes calls due for notices of alarms: one per URL, with the notice as its body. */
@ApplicationScoped
class WebhookEventHandler implements EventHandler<WebhookEventHandler.Task> {
    /** Event type of this consumer's own dead letters; the payload is {@link Task.Again}. */
    static final String FAILED = "webhook-failed";

    private final ObjectMapper json;
    private final Webhooks webhooks;

    WebhookEventHandler(ObjectMapper json, Webhooks webhooks) {
        this.json = json;
        this.webhooks = webhooks;
    }

    sealed interface Task {
        record Due(UUID notice, String body, List<String> urls) implements Task {}

        record Again(UUID webhook) implements Task {}
    }

    @Override
    public Optional<Task> read(Event event) {
        try {
            return switch (event.type()) {
                case AlarmNews.TYPE -> Optional.of(due(json.treeToValue(event.payload(), AlarmNews.class)));
                case FAILED -> Optional.of(json.treeToValue(event.payload(), Task.Again.class));
                default -> Optional.empty();
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private Task due(AlarmNews news) throws JsonProcessingException {
        if (news == null || news.notice() == null || news.notice().id() == null || news.webhooks() == null) {
            throw new IllegalArgumentException("a notice of alarms needs 'notice', with 'id', and 'webhooks'");
        }
        return new Task.Due(news.notice().id(), json.writeValueAsString(news.notice()), news.webhooks());
    }

    @Override
    public void apply(List<Task> tasks) {
        webhooks.add(tasks.stream()
                .filter(Task.Due.class::isInstance)
                .map(Task.Due.class::cast)
                .toList());
        webhooks.requeue(tasks.stream()
                .filter(Task.Again.class::isInstance)
                .map(again -> ((Task.Again) again).webhook)
                .toList());
    }
}
