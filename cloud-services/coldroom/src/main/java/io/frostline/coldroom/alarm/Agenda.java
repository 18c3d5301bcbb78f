package io.frostline.coldroom.alarm;

import io.frostline.coldroom.alarm.Notice.Recipients;
import io.frostline.coldroom.alarm.Notice.Subject;
import io.frostline.coldroom.room.Contacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Notices for the alarms that are due, and the time at which each is due again. Alarms with the same subject and recipients share a
 * notice.
 */
final class Agenda {
    /**
     * Alarm after its notice.
     *
     * @param dueAt null: due only after its state changes
     */
    record Settled(Due alarm, @Nullable Instant dueAt) {}

    private record Together(Subject subject, Recipients recipients) {}

    private final Instant now;
    private final Function<Due, Contacts> contacts;
    private final Map<Subject, Instant> notBefore;
    private final Map<String, Recipients> called;
    private final Map<Together, List<Due>> said = new LinkedHashMap<>();
    private final List<Settled> settled = new ArrayList<>();

    /**
     * @param contacts those in force
     * @param notBefore by subject, earliest time of its next notice, as one was made just now
     * @param called by alarm's key, the recipients called so far
     */
    Agenda(
            Instant now,
            Function<Due, Contacts> contacts,
            Map<Subject, Instant> notBefore,
            Map<String, Recipients> called) {
        this.now = now;
        this.contacts = contacts;
        this.notBefore = notBefore;
        this.called = called;
    }

    void take(Due alarm) {
        Contacts inForce = contacts.apply(alarm);
        switch (NextStep.of(alarm, inForce)) {
            case NextStep.Nothing nothing -> settled.add(new Settled(alarm, null));
            case NextStep.Tell tell ->
                say(alarm, tell, Subject.of(alarm, tell), called.getOrDefault(alarm.key(), Recipients.NOBODY));
            case NextStep.Call call when call.at().isAfter(now) -> settled.add(new Settled(alarm, call.at()));
            case NextStep.Call call -> {
                Contacts.Level level = inForce.levels().get(call.level());
                say(alarm, call, Subject.of(alarm, call), new Recipients(level.mails(), level.webhooks()));
            }
        }
    }

    private void say(Due alarm, NextStep step, Subject subject, Recipients recipients) {
        Instant wait = notBefore.get(subject);
        if (wait != null && wait.isAfter(now)) {
            settled.add(new Settled(alarm, wait));
            return;
        }
        said.computeIfAbsent(new Together(subject, recipients), together -> new ArrayList<>())
                .add(alarm);
        Due after = alarm.said(step);
        settled.add(new Settled(
                after,
                switch (NextStep.of(after, contacts.apply(alarm))) {
                    case NextStep.Call call -> call.at();
                    case NextStep.Tell tell -> now;
                    case NextStep.Nothing nothing -> null;
                }));
    }

    List<Notice> notices() {
        return said.entrySet().stream()
                .map(each ->
                        new Notice(UUID.randomUUID(), each.getKey().subject, each.getKey().recipients, each.getValue()))
                .toList();
    }

    List<Settled> settled() {
        return settled;
    }
}
