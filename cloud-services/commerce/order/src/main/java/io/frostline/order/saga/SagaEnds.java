package io.frostline.order.saga;

import io.frostline.order.saga.ParticipantClient.Standing;
import io.frostline.platform.saga.Coordinators;
import io.frostline.platform.saga.Coordinators.Ended;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Service that ends sagas: tells the coordinator the decision, and stores the state that follows from the action's end. If the
 * coordinator has forgotten the action, as it does after its end, the participants are asked. Idempotent; a saga that is not over
 * stays as it is.
 */
@ApplicationScoped
public class SagaEnds {
    private static final Logger LOG = Logger.getLogger(SagaEnds.class);
    /** Grace period after the time limit, at which every coordinator that knows an action ends it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Problem TIME_LIMIT = Problem.of(
            409, "time-limit", "Time limit", "the action did not end in time; nothing of it stays, ask for it again");

    private final Sagas sagas;
    private final Coordinators coordinators;
    private final ParticipantClient parts;
    private final Duration timeLimit;
    private final Clock clock = Clock.systemUTC();

    public SagaEnds(Sagas sagas, Coordinators coordinators, ParticipantClient parts, SagaConfig config) {
        this.sagas = sagas;
        this.coordinators = coordinators;
        this.parts = parts;
        this.timeLimit = config.timeLimit();
    }

    /** Tells the coordinator the decision for the first time. */
    void tell(Saga decided, Lra lra) {
        try {
            follow(decided, lra, told(decided, lra));
        } catch (Coordinators.Unreachable e) {
            LOG.warnf("saga %s: %s; its end will be asked for again", decided.id(), e.getMessage());
        }
    }

    private Ended told(Saga decided, Lra lra) throws Coordinators.Unreachable {
        Ended ended = decided.decision().equals(Optional.of(Saga.Decision.CLOSE))
                ? coordinators.close(lra)
                : coordinators.cancel(lra);
        return ended == Ended.UNKNOWN ? coordinators.status(lra).orElse(Ended.ENDING) : ended;
    }

    /** Checks the action of a running saga, and decides an undecided saga: to cancel. */
    void again(Saga running, Lra lra) {
        Optional<Saga> decided = running.decision().isPresent()
                ? Optional.of(running)
                : sagas.decide(running.id(), new SagaRun.Asked(Optional.of(TIME_LIMIT), null));
        if (decided.isEmpty()) {
            return; // another thread or process has decided meanwhile, and tells the coordinator
        }
        try {
            // do not close an action that is ending: Narayana's coordinator (1.1.0) would then cancel what it closes
            Optional<Ended> status = coordinators.status(lra);
            follow(decided.get(), lra, status.isPresent() ? status.get() : told(decided.get(), lra));
        } catch (Coordinators.Unreachable e) {
            LOG.warnf("saga %s: %s; its end will be asked for again", running.id(), e.getMessage());
        }
    }

    private void follow(Saga saga, Lra lra, Ended ended) {
        switch (ended) {
            case CLOSED -> sagas.end(saga.id(), Saga.State.COMPLETED, TIME_LIMIT);
            case CANCELLED -> sagas.end(saga.id(), Saga.State.COMPENSATED, TIME_LIMIT);
            case FAILED -> fail(saga, "a participant of " + lra + " gave up");
            case UNKNOWN -> askParticipants(saga, lra);
            case ENDING -> LOG.debugf("%s is still ending", lra);
        }
    }

    private void askParticipants(Saga saga, Lra lra) {
        List<Standing> all = parts.standing(saga);
        if (all.stream().anyMatch(Standing::isUnknown)) {
            return;
        }
        boolean nothingHeld = all.stream().noneMatch(s -> s.is(Fence.Step.TRIED) || s.is(Fence.Step.COMPLETED));
        boolean decidedToClose = saga.decision().equals(Optional.of(Saga.Decision.CLOSE));
        if (expected(saga, all).stream().allMatch(s -> s.is(Fence.Step.COMPLETED))) {
            sagas.end(saga.id(), Saga.State.COMPLETED, TIME_LIMIT);
        } else if (nothingHeld
                && !(decidedToClose && all.stream().allMatch(s -> s.part().isEmpty()))) {
            // a request of the action that is still under way must find the action over
            if (parts.tell(saga, "compensate", names(all)).isEmpty()) {
                sagas.end(saga.id(), Saga.State.COMPENSATED, TIME_LIMIT);
            }
        } else if (saga.startedAt().plus(timeLimit).plus(GRACE).isBefore(clock.instant())) {
            fail(saga, "its coordinator does not know " + lra + " any more: " + all);
        }
    }

    /** Returns the participants that must have a part in a complete saga: payment may have none if nothing is to be paid. */
    private List<Standing> expected(Saga saga, List<Standing> all) {
        boolean free = !sagas.isPaid(saga);
        return all.stream()
                .filter(standing -> !(free
                        && standing.participant().equals(ParticipantClient.PAYMENT)
                        && standing.part().isEmpty()))
                .toList();
    }

    private static Set<String> names(List<Standing> standings) {
        return standings.stream().map(Standing::participant).collect(Collectors.toSet());
    }

    /**
     * Ends a failed saga without its coordinator, in the direction that its participants have taken; if none has, as decided.
     *
     * @throws Refused if participants contradict each other, do not answer, or refuse: no request was made that would increase the
     *     contradiction
     */
    void retry(Saga failed) {
        List<Standing> all = parts.standing(failed);
        boolean completed = all.stream().anyMatch(s -> s.is(Fence.Step.COMPLETED));
        boolean compensated = all.stream().anyMatch(s -> s.is(Fence.Step.COMPENSATED));
        boolean close = completed || !compensated && failed.decision().equals(Optional.of(Saga.Decision.CLOSE));
        List<Standing> asked = close ? expected(failed, all) : all;
        boolean lacking = close && asked.stream().anyMatch(s -> s.part().isEmpty());
        if (completed && compensated || lacking || all.stream().anyMatch(Standing::isUnknown)) {
            throw stillFailed("the participants stand apart, or do not answer: " + all);
        }
        List<String> refused = parts.tell(failed, close ? "complete" : "compensate", names(asked));
        if (!refused.isEmpty()) {
            throw stillFailed("not all participants ended their part: " + refused);
        }
        Problem reason = failed.reason();
        sagas.end(
                failed.id(),
                close ? Saga.State.COMPLETED : Saga.State.COMPENSATED,
                reason == null ? TIME_LIMIT : reason);
    }

    private static Refused stillFailed(String detail) {
        return Refused.conflict("saga-failed", "Action failed", detail);
    }

    private void fail(Saga saga, String why) {
        Problem refused = saga.reason();
        String undone = refused == null ? "" : "; it was to be undone: " + refused.detail();
        sagas.end(saga.id(), Saga.State.FAILED, Problem.of(500, "saga-failed", "Action failed", why + undone));
    }
}
