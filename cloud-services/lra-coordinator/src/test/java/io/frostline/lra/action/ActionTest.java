package io.frostline.lra.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.eclipse.microprofile.lra.annotation.ParticipantStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final long POD = 7;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    private static final Links FULL = links("a", true);

    private final Random random = new Random(1);

    private static Links links(String name, boolean all) {
        String address = "http://" + name + "/";
        return new Links(
                address + "compensate",
                address + "complete",
                all ? address + "status" : null,
                all ? address + "forget" : null,
                all ? address + "after" : null);
    }

    private static Action started() {
        return Action.starting(UUID.randomUUID(), "http://c/1", null, "test", Duration.ofSeconds(30), NOW);
    }

    private static Action nested() {
        return Action.starting(UUID.randomUUID(), "http://c/2", UUID.randomUUID(), "test", null, NOW);
    }

    private static Action joined(Links... links) {
        Action action = started();
        for (Links each : links) {
            action.join(each, "", Duration.ZERO, NOW);
        }
        return action;
    }

    private boolean answer(Action action, int participant, Call call, Outcome outcome) {
        return action.answered(participant, call, outcome, BACKOFF, random, NOW, POD);
    }

    private static List<Call> calls(Action action) {
        return action.all().stream().map(Participant::call).toList();
    }

    @ParameterizedTest
    @CsvSource({"false, Closed", "true, Cancelled"})
    void endsAtOnceWithoutParticipants(boolean cancel, LRAStatus expected) {
        Action action = started();
        assertThat(action.end(cancel, NOW, POD)).isTrue();
        assertThat(action.status()).isEqualTo(expected);
        assertThat(action.ended()).contains(NOW);
        assertThat(action.owner()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, COMPLETE, Closed, Completed", "true, COMPENSATE, Cancelled, Compensated"})
    void callsParticipantsThenTellsThemOfTheEnd(boolean cancel, Call call, LRAStatus end, ParticipantStatus status) {
        Action action = joined(FULL, links("b", false));
        action.end(cancel, NOW, POD);
        assertThat(calls(action)).containsExactly(call, call);
        assertThat(action.owner()).contains(POD);

        answer(action, 1, call, new Outcome.Done());
        assertThat(action.ended()).isEmpty();
        answer(action, 2, call, new Outcome.Done());
        assertThat(action.status()).isEqualTo(end);
        assertThat(action.all()).extracting(Participant::status).containsOnly(status);
        assertThat(calls(action)).containsExactly(Call.AFTER, null);
        assertThat(action.owner()).contains(POD);

        answer(action, 1, Call.AFTER, new Outcome.Done());
        assertThat(calls(action)).containsOnlyNulls();
        assertThat(action.owner()).isEmpty();
    }

    @Test
    void firstDecisionWins() {
        Action action = joined(FULL);
        action.end(false, NOW, POD);
        assertThat(action.end(true, NOW, POD)).isFalse();
        assertThat(action.end(false, NOW, POD)).isTrue();
        assertThat(calls(action)).containsExactly(Call.COMPLETE);
        answer(action, 1, Call.COMPLETE, new Outcome.Done());
        assertThat(action.end(true, NOW, POD)).isFalse();
        assertThat(action.status()).isEqualTo(LRAStatus.Closed);
    }

    @Test
    void closeAfterTheDeadlineCancels() {
        Action action = joined(FULL);
        action.end(false, LATER, POD);
        assertThat(action.status()).isEqualTo(LRAStatus.Cancelling);
    }

    @Test
    void expiresOnlyAfterTheDeadlineAndOnce() {
        Action action = started();
        action.expire(NOW.plusSeconds(29), POD);
        assertThat(action.status()).isEqualTo(LRAStatus.Active);
        action.expire(NOW.plusSeconds(30), POD);
        assertThat(action.status()).isEqualTo(LRAStatus.Cancelled);
    }

    @Test
    void joinShortensTheTimeLimitAndRenewOnlyLengthensIt() {
        Action action = started();
        action.join(FULL, "", Duration.ofSeconds(5), NOW);
        assertThat(action.deadline()).contains(NOW.plusSeconds(5));
        action.join(links("b", true), "", Duration.ofSeconds(50), NOW);
        assertThat(action.deadline()).contains(NOW.plusSeconds(5));
        action.renew(Duration.ofSeconds(2), NOW);
        assertThat(action.deadline()).contains(NOW.plusSeconds(5));
        action.renew(Duration.ofSeconds(90), NOW);
        assertThat(action.deadline()).contains(NOW.plusSeconds(90));
    }

    @Test
    void sameParticipantJoinsOnce() {
        Action action = started();
        action.join(FULL, "first", Duration.ZERO, NOW);
        assertThat(action.join(FULL, "second", Duration.ZERO, NOW)).isEqualTo(new Action.Joined.Yes(1, "first"));
        assertThat(action.all()).hasSize(1).extracting(Participant::data).containsExactly("second");
    }

    @Test
    void nobodyJoinsAfterTheDecisionOrTheDeadline() {
        Action action = joined(FULL);
        assertThat(action.join(links("b", true), "", Duration.ZERO, LATER)).isInstanceOf(Action.Joined.TooLate.class);
        action.end(false, NOW, POD);
        assertThat(action.join(links("b", true), "", Duration.ZERO, NOW)).isInstanceOf(Action.Joined.TooLate.class);
        Links listener = new Links(null, null, null, null, "http://b/after");
        assertThat(action.join(listener, "", Duration.ZERO, NOW)).isInstanceOf(Action.Joined.Yes.class);
    }

    @Test
    void participantThatLeftIsNotCalled() {
        Action action = joined(FULL, links("b", false));
        assertThat(action.leave(FULL.key(), NOW)).isTrue();
        assertThat(action.leave(FULL.key(), NOW)).isFalse();
        action.end(true, NOW, POD);
        assertThat(action.all()).extracting(Participant::number).containsExactly(2);
    }

    @Test
    void failedParticipantFailsTheActionAndForgets() {
        Action action = joined(FULL, links("b", false));
        action.end(true, NOW, POD);
        answer(action, 1, Call.COMPENSATE, new Outcome.Failed("no money"));
        answer(action, 2, Call.COMPENSATE, new Outcome.Done());
        assertThat(action.status()).isEqualTo(LRAStatus.FailedToCancel);
        assertThat(action.all().getFirst().error()).isEqualTo("no money");
        assertThat(calls(action).getFirst()).isEqualTo(Call.FORGET);
        answer(action, 1, Call.FORGET, new Outcome.Done());
        assertThat(calls(action).getFirst()).isEqualTo(Call.AFTER);
        assertThat(action.all().getFirst().status()).isEqualTo(ParticipantStatus.FailedToCompensate);
        answer(action, 1, Call.AFTER, new Outcome.Done());
        assertThat(action.owner()).isEmpty();
    }

    @Test
    void statusIsAskedForWhereThereIsAnAddress() {
        Action action = joined(FULL, links("b", false));
        action.end(false, NOW, POD);
        answer(action, 1, Call.COMPLETE, new Outcome.Unknown("503"));
        answer(action, 2, Call.COMPLETE, new Outcome.Unknown("503"));
        assertThat(calls(action)).containsExactly(Call.STATUS, Call.COMPLETE);
        assertThat(action.all()).allMatch(each -> each.attempts() == 1);
        assertThat(action.isQuiet()).isTrue();
        answer(action, 1, Call.STATUS, new Outcome.NotBegun("Active"));
        assertThat(calls(action)).containsExactly(Call.COMPLETE, Call.COMPLETE);
    }

    @Test
    void participantAtWorkMayTellWhereToAsk() {
        Action action = joined(links("b", false));
        action.end(false, NOW, POD);
        answer(action, 1, Call.COMPLETE, new Outcome.InProgress("http://b/working"));
        assertThat(calls(action)).containsExactly(Call.STATUS);
        assertThat(action.all().getFirst().links().status()).isEqualTo("http://b/working");
    }

    @Test
    void lateAnswersChangeNothing() {
        Action action = joined(FULL);
        action.end(false, NOW, POD);
        assertThat(action.answered(1, Call.COMPLETE, new Outcome.Done(), BACKOFF, random, NOW, POD + 1))
                .isFalse();
        assertThat(answer(action, 1, Call.COMPENSATE, new Outcome.Done())).isFalse();
        assertThat(answer(action, 1, Call.COMPLETE, new Outcome.Done())).isTrue();
        assertThat(answer(action, 1, Call.COMPLETE, new Outcome.Failed("late"))).isFalse();
        assertThat(action.status()).isEqualTo(LRAStatus.Closed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closedNestedActionIsCompensatableUntilItsParentEnds(boolean parentCancels) {
        Action action = nested();
        action.join(FULL, "", Duration.ZERO, NOW);
        action.end(false, NOW, POD);
        answer(action, 1, Call.COMPLETE, new Outcome.Done());
        assertThat(action.status()).isEqualTo(LRAStatus.Closed);
        assertThat(action.isOver()).isFalse();
        assertThat(calls(action)).containsOnlyNulls();

        action.release(parentCancels, NOW, POD);
        assertThat(calls(action)).containsExactly(parentCancels ? Call.COMPENSATE : Call.FORGET);
        answer(action, 1, parentCancels ? Call.COMPENSATE : Call.FORGET, new Outcome.Done());
        assertThat(action.status()).isEqualTo(parentCancels ? LRAStatus.Cancelled : LRAStatus.Closed);
        assertThat(calls(action)).containsExactly(Call.AFTER);
        answer(action, 1, Call.AFTER, new Outcome.Done());
        assertThat(action.isOver()).isTrue();
        assertThat(action.end(true, NOW, POD)).isEqualTo(parentCancels);
    }

    @ParameterizedTest
    @CsvSource({
        "none, false, Closed", "none, true, Cancelled",
        "close, false, Closed", "close, true, Cancelled",
        "cancel, false, Cancelled", "cancel, true, Cancelled",
        "close-cancel, false, Cancelled", "close-cancel, true, Cancelled"
    })
    void nestedActionThatNobodyJoinedEndsWithItsParent(String before, boolean parentCancels, LRAStatus expected) {
        Action action = nested();
        if (before.startsWith("close")) {
            action.end(false, NOW, POD);
        }
        if (before.endsWith("cancel")) {
            assertThat(action.end(true, NOW, POD)).isTrue();
        }
        action.release(parentCancels, NOW, POD);
        action.release(parentCancels, NOW, POD);
        assertThat(action.status()).isEqualTo(expected);
        assertThat(action.isOver()).isTrue();
        assertThat(action.owner()).isEmpty();
    }

    @Test
    void closedNestedActionMayBeJoinedAgainByWhoHasJoined() {
        Action action = nested();
        action.join(FULL, "", Duration.ZERO, NOW);
        action.end(false, NOW, POD);
        answer(action, 1, Call.COMPLETE, new Outcome.Done());
        assertThat(action.join(FULL, "", Duration.ZERO, NOW)).isInstanceOf(Action.Joined.Yes.class);
        assertThat(action.join(links("b", true), "", Duration.ZERO, NOW)).isInstanceOf(Action.Joined.TooLate.class);
    }

    @Test
    void nestedActionThatIsClosingWhileItsParentCancelsIsCompensated() {
        Action action = nested();
        action.join(FULL, "", Duration.ZERO, NOW);
        action.end(false, NOW, POD);
        action.release(true, NOW, POD);
        assertThat(action.status()).isEqualTo(LRAStatus.Closing);
        answer(action, 1, Call.COMPLETE, new Outcome.Done());
        action.release(true, NOW, POD);
        assertThat(calls(action)).containsExactly(Call.COMPENSATE);
        answer(action, 1, Call.COMPENSATE, new Outcome.Done());
        assertThat(action.status()).isEqualTo(LRAStatus.Cancelled);
        assertThat(action.isOver()).isTrue();
    }

    @Test
    void numbersOfParticipantsAreNotUsedAgain() {
        Action action = joined(FULL);
        action.leave(FULL.key(), NOW);
        assertThat(action.join(FULL, "", Duration.ZERO, NOW)).isEqualTo(new Action.Joined.Yes(2, ""));
    }

    @Test
    void reasonOfAFailureOutlastsUnansweredNotices() {
        Action action = joined(FULL);
        action.end(true, NOW, POD);
        answer(action, 1, Call.COMPENSATE, new Outcome.Failed("no money"));
        assertThat(action.isQuiet()).isFalse();
        answer(action, 1, Call.FORGET, new Outcome.Unknown("503"));
        assertThat(action.isQuiet()).isTrue();
        assertThat(calls(action)).containsExactly(Call.FORGET);
        assertThat(action.all().getFirst().error()).isEqualTo("no money");
    }

    @Test
    void movedParticipantIsTheSame() {
        Action action = joined(FULL);
        assertThat(action.replace(1, links("c", true), NOW)).isTrue();
        assertThat(action.replace(2, FULL, NOW)).isFalse();
        assertThat(action.join(FULL, "", Duration.ZERO, NOW)).isEqualTo(new Action.Joined.Yes(1, ""));
        assertThat(action.all().getFirst().links().complete()).isEqualTo("http://c/complete");
    }
}
