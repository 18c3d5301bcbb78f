package io.frostline.notification.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.coldroom.AlarmNews;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.outbox.EventHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes calls due of notices of alarms: one of each URL, with the notice as its body. */
@ApplicationScoped
class WebhookNews implements EventHandler<WebhookNews.Task> {
    /** Of our own dead letters: the payload is {@link Task.Again}. */
    static final String FAILED = "webhook-failed";

    private final ObjectMapper json;

    WebhookNews(ObjectMapper json) {
        this.json = json;
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
    public void apply(Connection connection, List<Task> tasks) throws SQLException {
        WebhookTable.add(
                connection,
                tasks.stream()
                        .filter(Task.Due.class::isInstance)
                        .map(Task.Due.class::cast)
                        .toList());
        WebhookTable.again(
                connection,
                tasks.stream()
                        .filter(Task.Again.class::isInstance)
                        .map(again -> ((Task.Again) again).webhook)
                        .toList());
    }
}
