package io.frostline.lra.action;

import java.time.Instant;
import org.eclipse.microprofile.lra.annotation.ParticipantStatus;
import org.jspecify.annotations.Nullable;

/**
 * Participant of an action. Participants are numbered in the order in which they joined.
 *
 * @param key address that identifies it in its action, however often its other addresses change
 * @param data of the participant, handed back with each call
 * @param call next call; null if it needs none now
 * @param due time of the next call; null without one
 * @param attempts number of attempts at the next call so far
 * @param error why the last attempt did not succeed; null if it did
 * @param notified true once it has heard of the action's end
 */
public record Participant(
        int number,
        String key,
        Links links,
        String data,
        ParticipantStatus status,
        @Nullable Call call,
        @Nullable Instant due,
        int attempts,
        @Nullable String error,
        boolean notified) {

    static Participant joining(int number, Links links, String data) {
        return new Participant(number, links.key(), links, data, ParticipantStatus.Active, null, null, 0, null, false);
    }

    boolean isFailed() {
        return status == ParticipantStatus.FailedToComplete || status == ParticipantStatus.FailedToCompensate;
    }

    boolean isCompensating() {
        return status == ParticipantStatus.Compensating;
    }

    Participant next(Call following, Instant when) {
        return new Participant(number, key, links, data, status, following, when, 0, null, notified);
    }

    Participant again(Call following, Instant when, String why) {
        return new Participant(number, key, links, data, status, following, when, attempts + 1, why, notified);
    }

    Participant at(ParticipantStatus reached) {
        return new Participant(number, key, links, data, reached, null, null, 0, null, notified);
    }

    Participant failed(ParticipantStatus reached, String why) {
        return new Participant(number, key, links, data, reached, null, null, 0, why, notified);
    }

    Participant toldOfEnd() {
        return new Participant(number, key, links, data, status, null, null, 0, error, true);
    }

    Participant with(Links other) {
        return new Participant(number, key, other, data, status, call, due, attempts, error, notified);
    }

    Participant with(String other) {
        return new Participant(number, key, links, other, status, call, due, attempts, error, notified);
    }

    Participant dueAt(Instant when) {
        return new Participant(number, key, links, data, status, call, when, attempts, error, notified);
    }
}
