package io.frostline.lra.web;

import io.frostline.lra.action.Action;
import io.frostline.lra.action.Call;
import io.frostline.lra.action.Event;
import io.frostline.lra.action.Participant;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.lra.annotation.ParticipantStatus;
import org.jspecify.annotations.Nullable;

/**
 * Action with its participants and what has happened so far.
 *
 * @param deadline time at which it is cancelled if it is active still; null for none
 */
public record Timeline(ActionData action, @Nullable Instant deadline, List<State> participants, List<Entry> events) {
    /**
     * State of a participant.
     *
     * @param next call; null if it needs none
     * @param error why the last call did not succeed; null if it did
     */
    public record State(
            int number,
            String address,
            ParticipantStatus status,
            @Nullable Call next,
            @Nullable Instant nextAt,
            int attempts,
            @Nullable String error) {
        private static State of(Participant of) {
            return new State(of.number(), of.key(), of.status(), of.call(), of.due(), of.attempts(), of.error());
        }
    }

    /** @param participant number; null for what concerns the action as a whole */
    public record Entry(
            Instant at,
            String what,
            @Nullable Integer participant,
            @Nullable String detail) {
        private static Entry of(Event of) {
            return new Entry(of.at(), of.what(), of.participant(), of.detail());
        }
    }

    static Timeline of(Action action, List<Event> events) {
        return new Timeline(
                ActionData.of(action),
                action.deadline().orElse(null),
                action.all().stream().map(State::of).toList(),
                events.stream().map(Entry::of).toList());
    }
}
