package io.frostline.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.coldroom.AlarmNews;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.outbox.EventHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Handler that makes mails due for notices of alarms: one mail per address. */
@ApplicationScoped
class AlarmEventHandler implements EventHandler<AlarmEventHandler.Task> {
    private final ObjectMapper json;
    private final Mails mails;

    AlarmEventHandler(ObjectMapper json, Mails mails) {
        this.json = json;
        this.mails = mails;
    }

    sealed interface Task {
        /** @param facts notice as JSON */
        record Due(UUID notice, String facts, List<String> addresses) implements Task {}

        record Again(UUID mail) implements Task {}
    }

    @Override
    public Optional<Task> read(Event event) {
        try {
            return switch (event.type()) {
                case AlarmNews.TYPE -> Optional.of(due(json.treeToValue(event.payload(), AlarmNews.class)));
                case OrderEventHandler.MAIL_FAILED ->
                    Optional.of(new Task.Again(
                            json.treeToValue(event.payload(), News.Again.class).mail()));
                default -> Optional.empty();
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private Task due(AlarmNews news) throws JsonProcessingException {
        if (news == null || news.notice() == null || news.notice().id() == null || news.mails() == null) {
            throw new IllegalArgumentException("a notice of alarms needs 'notice', with 'id', and 'mails'");
        }
        return new Task.Due(news.notice().id(), json.writeValueAsString(news.notice()), news.mails());
    }

    @Override
    public void apply(List<Task> tasks) {
        mails.addAlarms(tasks.stream()
                .filter(Task.Due.class::isInstance)
                .map(Task.Due.class::cast)
                .flatMap(due ->
                        due.addresses.stream().map(address -> new Mails.AlarmMail(due.notice, address, due.facts)))
                .toList());
        mails.requeue(tasks.stream()
                .filter(Task.Again.class::isInstance)
                .map(again -> ((Task.Again) again).mail)
                .toList());
    }
}
