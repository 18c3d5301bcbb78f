package io.frostline.lra.action;

import java.time.Instant;
import java.util.Objects;
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

    /** Returns true if it was told to compensate, and has not. */
    public boolean isCompensating() {
        return status == ParticipantStatus.Compensating;
    }

    /** Returns it with a call to make. */
    Participant next(Call following, Instant when) {
        return new Participant(number, key, links, data, status, following, when, 0, error, notified);
    }

    /** Returns it in a status, with no call to make. */
    Participant at(ParticipantStatus reached) {
        return idle(reached, null, notified);
    }

    private Participant idle(ParticipantStatus reached, @Nullable String why, boolean told) {
        return new Participant(number, key, links, data, reached, null, null, 0, why, told);
    }

    /** Returns it with a further attempt to make; why it failed for good outlasts why it did not answer later. */
    private Participant again(Call following, Instant when, String why) {
        return new Participant(
                number, key, links, data, status, following, when, attempts + 1, isFailed() ? error : why, notified);
    }

    /**
     * Returns it after its answer to its next call.
     *
     * @param later time of a further attempt, if it needs one
     */
    Participant answered(Outcome outcome, Instant now, Instant later) {
        Call asked = Objects.requireNonNull(call);
        return switch (outcome) {
            case Outcome.Done done -> done(asked);
            case Outcome.Failed failed -> {
                ParticipantStatus reached =
                        isCompensating() ? ParticipantStatus.FailedToCompensate : ParticipantStatus.FailedToComplete;
                Participant ended = idle(reached, failed.reason(), notified);
                yield links.forget() == null ? ended : ended.next(Call.FORGET, now);
            }
            case Outcome.InProgress work -> {
                Participant told = work.statusAddress() != null && links.status() == null
                        ? with(links.withStatus(work.statusAddress()))
                        : this;
                yield told.again(told.links.status() == null ? asked : Call.STATUS, later, work.text());
            }
            case Outcome.Unknown unknown ->
                again(asked.isEnd() && links.status() != null ? Call.STATUS : asked, later, unknown.text());
            case Outcome.NotBegun no -> again(isCompensating() ? Call.COMPENSATE : Call.COMPLETE, later, no.text());
        };
    }

    private Participant done(Call asked) {
        return switch (asked) {
            case AFTER -> idle(status, error, true);
            case FORGET -> idle(status, error, notified);
            case COMPLETE, COMPENSATE, STATUS ->
                at(isCompensating() ? ParticipantStatus.Compensated : ParticipantStatus.Completed);
        };
    }

    Participant with(Links other) {
        return new Participant(number, key, other, data, status, call, due, attempts, error, notified);
    }

    Participant with(String other) {
        return new Participant(number, key, links, other, status, call, due, attempts, error, notified);
    }
}
