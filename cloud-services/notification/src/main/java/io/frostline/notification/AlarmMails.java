package io.frostline.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.coldroom.AlarmNews;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.outbox.EventHandler;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes mails due of notices of alarms: one to each address. */
@ApplicationScoped
class AlarmMails implements EventHandler<AlarmMails.Task> {
    private final ObjectMapper json;

    AlarmMails(ObjectMapper json) {
        this.json = json;
    }

    sealed interface Task {
        /** @param facts the notice as JSON */
        record Due(UUID notice, String facts, List<String> addresses) implements Task {}

        record Again(UUID mail) implements Task {}
    }

    @Override
    public Optional<Task> read(Event event) {
        try {
            return switch (event.type()) {
                case AlarmNews.TYPE -> Optional.of(due(json.treeToValue(event.payload(), AlarmNews.class)));
                case OrderNews.MAIL_FAILED ->
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
    public void apply(Connection connection, List<Task> tasks) throws SQLException {
        add(
                connection,
                tasks.stream()
                        .filter(Task.Due.class::isInstance)
                        .map(Task.Due.class::cast)
                        .toList());
        MailTable.again(
                connection,
                tasks.stream()
                        .filter(Task.Again.class::isInstance)
                        .map(again -> ((Task.Again) again).mail)
                        .toList());
    }

    private static void add(Connection connection, List<Task.Due> due) throws SQLException {
        List<String> ids = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        for (Task.Due each : due) {
            for (String address : each.addresses) {
                ids.add(key(each.notice, address).toString());
                notices.add(each.notice.toString());
                addresses.add(address);
                facts.add(each.facts);
            }
        }
        Sql.update(
                connection,
                """
                insert into mail (id, kind, about, address, facts)
                select unnest(?)::uuid, 'alarm', unnest(?)::uuid, unnest(?), unnest(?)::jsonb on conflict do nothing""",
                ids.toArray(String[]::new),
                notices.toArray(String[]::new),
                addresses.toArray(String[]::new),
                facts.toArray(String[]::new));
    }

    /** The idempotency key of the one mail of a notice to an address. */
    static UUID key(UUID notice, String address) {
        return UUID.nameUUIDFromBytes(("alarm/" + notice + "/" + address).getBytes(StandardCharsets.UTF_8));
    }
}
