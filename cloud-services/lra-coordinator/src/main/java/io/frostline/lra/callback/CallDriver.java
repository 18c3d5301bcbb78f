package io.frostline.lra.callback;

import io.frostline.lra.CoordinatorConfig;
import io.frostline.lra.action.Action;
import io.frostline.lra.action.Backoff;
import io.frostline.lra.action.Call;
import io.frostline.lra.action.Outcome;
import io.frostline.lra.action.Participant;
import io.frostline.lra.store.ActionQueries.DueCall;
import io.frostline.lra.store.Change;
import io.frostline.lra.store.GroupCommit;
import io.frostline.lra.store.Leases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.jspecify.annotations.Nullable;

/**
 * Caller of the participants of actions whose lease this coordinator holds: at once after the commit that made a call due, later when
 * the sweep finds it. What a participant answers is a change of its own; it counts only while the lease is held.
 */
@ApplicationScoped
public class CallDriver {
    private final ParticipantCaller caller;
    private final GroupCommit commits;
    private final Leases leases;
    private final Backoff backoff;
    private final long endTimeout;
    private final MeterRegistry metrics;
    private final Set<Attempt> underWay = ConcurrentHashMap.newKeySet();
    /** Those of {@link #underWay} whose answer is stored. */
    private final Set<Attempt> stored = ConcurrentHashMap.newKeySet();

    private final Map<UUID, Set<Waiting>> waiting = new ConcurrentHashMap<>();

    private record Attempt(UUID action, int participant, Call call, int number) {}

    private static final class Waiting {
        /** True once its change is applied: a commit before that says nothing about it. */
        private volatile boolean applied;

        private final CompletableFuture<LRAStatus> quiet = new CompletableFuture<>();
        private final AtomicReference<@Nullable LRAStatus> last = new AtomicReference<>();
    }

    CallDriver(
            ParticipantCaller caller,
            GroupCommit commits,
            Leases leases,
            CoordinatorConfig config,
            MeterRegistry metrics) {
        this.caller = caller;
        this.commits = commits;
        this.leases = leases;
        this.backoff = new Backoff(config.retryFirst(), config.retryLongest());
        this.endTimeout = config.endTimeout().toMillis();
        this.metrics = metrics;
    }

    void start(@Observes @Priority(90) StartupEvent event) {
        commits.onCommit(this::committed);
    }

    /**
     * Makes a change that ends an action, and waits until all participants were called at least once, or for the end timeout.
     *
     * @return status of the action then
     */
    public CompletionStage<LRAStatus> end(UUID action, Change<LRAStatus> change) {
        Waiting waiter = new Waiting();
        waiting.compute(action, (id, others) -> {
            Set<Waiting> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(waiter);
            return all;
        });
        Change<LRAStatus> marked = Change.of(change.actions(), group -> {
            LRAStatus status = change.apply(group);
            waiter.applied = true;
            return status;
        });
        return commits.submit(marked)
                .thenCompose(status -> {
                    waiter.last.compareAndSet(null, status); // a later commit may have told more already
                    return waiter.quiet.completeOnTimeout(status, endTimeout, TimeUnit.MILLISECONDS);
                })
                .thenApply(any -> Objects.requireNonNull(waiter.last.get()))
                .whenComplete((any, e) -> waiting.computeIfPresent(action, (id, all) -> {
                    all.remove(waiter);
                    return all.isEmpty() ? null : all;
                }));
    }

    private void committed(Collection<Action> actions) {
        for (Action action : actions) {
            boolean own = action.owner().filter(owner -> owner == leases.pod()).isPresent();
            if (own) {
                callDue(action, leases.now());
            }
            for (Waiting waiter : waiting.getOrDefault(action.id(), Set.of())) {
                if (waiter.applied) {
                    waiter.last.set(action.status());
                    if (action.isQuiet() || !own) {
                        waiter.quiet.complete(action.status());
                    }
                }
            }
        }
    }

    private void callDue(Action action, Instant now) {
        for (Participant each : action.all()) {
            if (each.call() != null && each.due() != null && !each.due().isAfter(now)) {
                call(new DueCall(action.id(), action.url(), action.status().name(), each));
            }
        }
    }

    /**
     * Forgets the calls whose answers are stored. Called before due calls are looked for: until then a call is not made again, however
     * old the look at the tables is that finds it due.
     */
    void forgetStored() {
        for (Attempt each : List.copyOf(stored)) {
            underWay.remove(each);
            stored.remove(each);
        }
    }

    /** Calls participants whose calls are due; those that are under way already are not called again. */
    public void call(List<DueCall> due) {
        due.forEach(this::call);
    }

    private void call(DueCall due) {
        Call call = Objects.requireNonNull(due.participant().call());
        Attempt attempt = new Attempt(
                due.action(),
                due.participant().number(),
                call,
                due.participant().attempts());
        if (!underWay.add(attempt)) {
            return;
        }
        caller.call(due, call).onComplete(answered -> {
            ParticipantCaller.Answer answer = answered.result();
            Outcome outcome = Outcome.of(
                    call, due.participant().isCompensating(), answer.status(), answer.body(), answer.location());
            counter(call, outcome).increment();
            commits.submit(answered(attempt, outcome)).whenComplete((any, e) -> stored.add(attempt));
        });
    }

    private Counter counter(Call call, Outcome outcome) {
        return metrics.counter(
                "lra.callbacks",
                "call",
                call.name().toLowerCase(Locale.ROOT),
                "outcome",
                outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    private Change<Boolean> answered(Attempt attempt, Outcome outcome) {
        return Change.of(
                Set.of(attempt.action),
                group -> group.action(attempt.action)
                        .map(action -> action.answered(
                                attempt.participant,
                                attempt.call,
                                outcome,
                                backoff,
                                ThreadLocalRandom.current(),
                                group.now(),
                                group.pod()))
                        .orElse(false));
    }

    /** Returns the number of calls under way. */
    int underWay() {
        return underWay.size();
    }
}
