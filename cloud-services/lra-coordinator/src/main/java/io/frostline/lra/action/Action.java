package io.frostline.lra.action;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.eclipse.microprofile.lra.annotation.ParticipantStatus;
import org.jspecify.annotations.Nullable;

/**
 * Long-running action as one transaction sees and changes it. Whoever calls a method holds the action's row lock, so that the first
 * decision wins. All times are the database's.
 *
 * <p>A nested action that has closed can still be compensated, until its parent has ended: only then it is over, and its
 * participants hear of its end.
 */
public final class Action {
    private final UUID id;
    private final String url;
    private final @Nullable UUID parent;
    private final String client;
    private final Instant started;
    private final Map<Integer, Participant> participants = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final Set<Integer> left = new TreeSet<>();
    private final Set<Integer> dirty = new TreeSet<>();
    private LRAStatus status;
    private @Nullable Instant deadline;
    private @Nullable Instant ended;
    private @Nullable Long owner;
    private boolean released;
    private int joins;
    private boolean changed;

    /**
     * @param url address of the action: its id for all others
     * @param deadline time at which it is cancelled if it is active still
     * @param owner lease of the coordinator that calls the participants; null while there is nothing to call
     * @param released true if it is nested, and its parent has ended
     * @param joins number of participants that have joined, those that have left included: numbers are not used again
     */
    public Action(
            UUID id,
            String url,
            @Nullable UUID parent,
            String client,
            LRAStatus status,
            Instant started,
            @Nullable Instant deadline,
            @Nullable Instant ended,
            @Nullable Long owner,
            boolean released,
            int joins,
            List<Participant> participants) {
        this.id = id;
        this.url = url;
        this.parent = parent;
        this.client = client;
        this.status = status;
        this.started = started;
        this.deadline = deadline;
        this.ended = ended;
        this.owner = owner;
        this.released = released;
        this.joins = joins;
        participants.forEach(each -> this.participants.put(each.number(), each));
    }

    /** @param limit time after which it is cancelled if it is active still; null or not positive for none */
    public static Action starting(
            UUID id, String url, @Nullable UUID parent, String client, @Nullable Duration limit, Instant now) {
        Instant deadline = limit == null || !limit.isPositive() ? null : now.plus(limit);
        Action action =
                new Action(id, url, parent, client, LRAStatus.Active, now, deadline, null, null, false, 0, List.of());
        action.changed = true;
        action.record(now, "started", null, null);
        return action;
    }

    /** Outcome of a join. */
    public sealed interface Joined {
        /** @param previousData what an earlier join of the same participant gave */
        record Yes(int number, String previousData) implements Joined {}

        /** The action is decided or its time is over. */
        record TooLate(LRAStatus status) implements Joined {}
    }

    /**
     * Adds a participant, or finds it if it has joined before. One that only listens may join until the action has ended. One that
     * has joined a nested action may do so again while that can be compensated.
     *
     * @param limit time for which the participant can compensate; it shortens the action's time limit; not positive for none
     */
    public Joined join(Links links, String data, Duration limit, Instant now) {
        boolean isOpen = status == LRAStatus.Active && !isExpired(now);
        boolean isEnding = status == LRAStatus.Closing || status == LRAStatus.Cancelling;
        Optional<Participant> before = byKey(links.key());
        boolean isKnown = before.isPresent() && isCompensatable();
        if (!isOpen && !isKnown && !(links.isListener() && isEnding)) {
            return new Joined.TooLate(status);
        }
        if (limit.isPositive()) {
            Instant until = now.plus(limit);
            if (deadline == null || until.isBefore(deadline)) {
                deadline = until;
                changed = true;
            }
        }
        if (before.isPresent()) {
            Participant known = before.get();
            if (!data.isEmpty() && !data.equals(known.data())) {
                put(known.with(data));
            }
            return new Joined.Yes(known.number(), known.data());
        }
        int number = ++joins;
        changed = true;
        put(Participant.joining(number, links, data));
        record(now, "joined", number, links.key());
        return new Joined.Yes(number, "");
    }

    /**
     * Removes a participant while the action is active.
     *
     * @return false if there is no such participant
     */
    public boolean leave(String key, Instant now) {
        Optional<Participant> leaving = byKey(key);
        leaving.ifPresent(participant -> {
            participants.remove(participant.number());
            dirty.remove(participant.number());
            left.add(participant.number());
            changed = true;
            record(now, "left", participant.number(), key);
        });
        return leaving.isPresent();
    }

    /** Postpones the deadline; an earlier one than before, or one where there was none, changes nothing. */
    public void renew(Duration limit, Instant now) {
        Instant until = now.plus(limit);
        if (deadline != null && until.isAfter(deadline)) {
            deadline = until;
            changed = true;
            record(now, "renewed", null, until.toString());
        }
    }

    /** Replaces the addresses of a participant that has moved. */
    public boolean replace(int number, Links links, Instant now) {
        Participant moving = participants.get(number);
        if (moving == null) {
            return false;
        }
        put(moving.with(links));
        record(now, "moved", number, links.key());
        return true;
    }

    /** Stores data that a participant gives with the close or cancel. */
    public void giveData(String key, String data) {
        byKey(key).ifPresent(participant -> put(participant.with(data)));
    }

    /**
     * Closes or cancels the action if it is active. A close after the deadline cancels. A nested action that has closed can be
     * cancelled until its parent has ended.
     *
     * @param pod lease of the coordinator that will call the participants
     * @return false if it was decided before, the other way
     */
    public boolean end(boolean cancel, Instant now, long pod) {
        if (status == LRAStatus.Active) {
            boolean expired = isExpired(now);
            decide(cancel || expired, now, pod, expired ? "its time limit is over" : null);
            return true;
        }
        if (cancel && isCompensatable()) {
            decide(true, now, pod, null);
            return true;
        }
        return cancel == isCancel();
    }

    /** Cancels the action if it is active and its time is over. */
    public void expire(Instant now, long pod) {
        if (status == LRAStatus.Active && isExpired(now)) {
            decide(true, now, pod, "its time limit is over");
        }
    }

    /**
     * Ends a nested action as its parent ends. One that was closed before only lets its participants forget, or compensates; one that
     * is closing while its parent cancels has to be told again. All of its participants hear of its end.
     */
    public void release(boolean cancel, Instant now, long pod) {
        if (released || cancel && status == LRAStatus.Closing) {
            return;
        }
        released = true;
        changed = true;
        boolean isClosed = status == LRAStatus.Closed || status == LRAStatus.FailedToClose;
        if (status == LRAStatus.Active || cancel && isClosed) {
            decide(cancel, now, pod, "its parent has ended");
            return;
        }
        if (isClosed) {
            for (Participant each : all()) {
                if (each.links().forget() != null && !each.links().isListener()) {
                    put(each.next(Call.FORGET, now));
                }
            }
        }
        settle(now, pod);
    }

    private void decide(boolean cancel, Instant now, long pod, @Nullable String reason) {
        status = cancel ? LRAStatus.Cancelling : LRAStatus.Closing;
        ended = null;
        changed = true;
        record(now, cancel ? "cancelling" : "closing", null, reason);
        for (Participant each : all()) {
            if (each.links().isListener() || each.isFailed()) {
                continue;
            }
            if (cancel) {
                put(each.at(ParticipantStatus.Compensating).next(Call.COMPENSATE, now));
            } else if (each.links().complete() == null) {
                put(each.at(ParticipantStatus.Completed));
            } else {
                put(each.at(ParticipantStatus.Completing).next(Call.COMPLETE, now));
            }
        }
        settle(now, pod);
    }

    /** Finds the status that follows from the participants', and who has to hear of it. */
    private void settle(Instant now, long pod) {
        boolean isDecided = status == LRAStatus.Closing || status == LRAStatus.Cancelling;
        if (isDecided
                && all().stream()
                        .noneMatch(each -> each.call() != null && each.call().isEnd())) {
            boolean failed = all().stream().anyMatch(Participant::isFailed);
            status = isCancel()
                    ? (failed ? LRAStatus.FailedToCancel : LRAStatus.Cancelled)
                    : (failed ? LRAStatus.FailedToClose : LRAStatus.Closed);
            ended = now;
            changed = true;
            record(now, status.name().toLowerCase(Locale.ROOT), null, null);
        }
        if (isOver()) {
            for (Participant each : all()) {
                if (each.call() == null && each.links().after() != null && !each.notified()) {
                    put(each.next(Call.AFTER, now));
                }
            }
        }
        Long wanted = !hasCalls() ? null : owner == null ? Long.valueOf(pod) : owner;
        changed |= !Objects.equals(owner, wanted);
        owner = wanted;
    }

    /**
     * Takes in what a participant answered. An answer to a call that is not the participant's next one any more changes nothing.
     *
     * @return false if it was too late
     */
    public boolean answered(
            int number, Call call, Outcome outcome, Backoff backoff, RandomGenerator random, Instant now, long pod) {
        Participant asked = participants.get(number);
        if (asked == null || asked.call() != call || owner == null || owner != pod) {
            return false;
        }
        Instant later = now.plus(backoff.after(asked.attempts() + 1, random));
        put(asked.answered(outcome, now, later));
        record(now, "called " + call.name().toLowerCase(Locale.ROOT), number, outcome.text());
        settle(now, pod);
        return true;
    }

    private boolean isExpired(Instant now) {
        return deadline != null && !now.isBefore(deadline);
    }

    /** Returns true if it was decided to cancel. */
    public boolean isCancel() {
        return switch (status) {
            case Cancelling, Cancelled, FailedToCancel -> true;
            case Active, Closing, Closed, FailedToClose -> false;
        };
    }

    /** Returns true if it has ended for good. */
    public boolean isOver() {
        return switch (status) {
            case Active, Closing, Cancelling -> false;
            case Cancelled, FailedToCancel -> true;
            case Closed, FailedToClose -> parent == null || released;
        };
    }

    private boolean isCompensatable() {
        return parent != null && !released && status == LRAStatus.Closed;
    }

    private boolean hasCalls() {
        return all().stream().anyMatch(each -> each.call() != null);
    }

    /** Returns true if every participant was called at least once as often as it had to be. */
    public boolean isQuiet() {
        return all().stream().allMatch(each -> each.call() == null || each.attempts() > 0);
    }

    private Optional<Participant> byKey(String key) {
        return participants.values().stream()
                .filter(each -> each.key().equals(key))
                .findFirst();
    }

    private void put(Participant participant) {
        participants.put(participant.number(), participant);
        dirty.add(participant.number());
    }

    private void record(Instant at, String what, @Nullable Integer participant, @Nullable String detail) {
        events.add(new Event(id, at, what, participant, detail));
    }

    /** Returns the participants in the order in which they joined. */
    public List<Participant> all() {
        return List.copyOf(participants.values());
    }

    public UUID id() {
        return id;
    }

    public String url() {
        return url;
    }

    public Optional<UUID> parent() {
        return Optional.ofNullable(parent);
    }

    public String client() {
        return client;
    }

    public LRAStatus status() {
        return status;
    }

    public Instant started() {
        return started;
    }

    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    public Optional<Instant> ended() {
        return Optional.ofNullable(ended);
    }

    public Optional<Long> owner() {
        return Optional.ofNullable(owner);
    }

    public boolean isReleased() {
        return released;
    }

    public int joins() {
        return joins;
    }

    /** Returns true if the action itself, beside its participants, was changed in this transaction. */
    public boolean isChanged() {
        return changed;
    }

    /** Returns the participants that were changed in this transaction. */
    public List<Participant> changed() {
        return dirty.stream().map(participants::get).toList();
    }

    /** Returns what has happened in this transaction. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** Returns the numbers of participants that have left in this transaction. */
    public List<Integer> left() {
        return List.copyOf(left);
    }
}
