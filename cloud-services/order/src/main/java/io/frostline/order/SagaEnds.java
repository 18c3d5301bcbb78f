package io.frostline.order;

import io.frostline.saga.Coordinators;
import io.frostline.saga.Coordinators.Ended;
import io.frostline.saga.Fence;
import io.frostline.saga.Lra;
import io.frostline.saga.SagaConfig;
import io.frostline.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Ends sagas: tells the coordinator what was decided, and gives the saga the state that follows from what has become of
 * its action. Where the coordinator has forgotten the action - it forgets what has ended - the participants are asked. Can
 * be done any number of times; what is not over stays as it is.
 */
@ApplicationScoped
public class SagaEnds {
    private static final Logger LOG = Logger.getLogger(SagaEnds.class);
    /** Beyond the time limit, at which every coordinator that knows an action ends it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Problem TIME_LIMIT = Problem.of(
            409, "time-limit", "Time limit", "the action did not end in time; nothing of it stays, ask for it again");

    private final Sagas sagas;
    private final Coordinators coordinators;
    private final SagaParts parts;
    private final Duration timeLimit;
    private final Clock clock = Clock.systemUTC();

    public SagaEnds(Sagas sagas, Coordinators coordinators, SagaParts parts, SagaConfig config) {
        this.sagas = sagas;
        this.coordinators = coordinators;
        this.parts = parts;
        this.timeLimit = config.timeLimit();
    }

    /** Of a saga that runs and has an action. What was never decided is cancelled. */
    void end(Saga saga, Lra lra) throws SQLException {
        try {
            Ended ended = saga.decision().equals(Optional.of(Saga.Decision.CLOSE))
                    ? coordinators.close(lra)
                    : coordinators.cancel(lra);
            if (ended == Ended.UNKNOWN) {
                ended = coordinators.status(lra).orElse(Ended.ENDING);
            }
            switch (ended) {
                case CLOSED -> sagas.end(saga.id(), Saga.State.COMPLETED, TIME_LIMIT);
                case CANCELLED -> sagas.end(saga.id(), Saga.State.COMPENSATED, TIME_LIMIT);
                case FAILED -> fail(saga, "a participant of " + lra + " gave up");
                case UNKNOWN -> askParticipants(saga, lra);
                case ENDING -> LOG.debugf("%s is still ending", lra);
            }
        } catch (Coordinators.Unreachable e) {
            LOG.warnf("saga %s: %s; its end will be asked for again", saga.id(), e.getMessage());
        }
    }

    private void askParticipants(Saga saga, Lra lra) throws SQLException {
        List<SagaParts.Standing> all = parts.standing(saga);
        if (all.stream().anyMatch(SagaParts.Standing::isUnknown)) {
            return;
        }
        Set<Fence.Step> steps = all.stream()
                .flatMap(standing -> standing.part().stream())
                .map(Fence.Part::step)
                .collect(Collectors.toSet());
        if (steps.equals(Set.of(Fence.Step.COMPLETED))) {
            sagas.end(saga.id(), Saga.State.COMPLETED, TIME_LIMIT);
        } else if (steps.isEmpty() || steps.equals(Set.of(Fence.Step.COMPENSATED))) {
            sagas.end(saga.id(), Saga.State.COMPENSATED, TIME_LIMIT);
        } else if (saga.startedAt().plus(timeLimit).plus(GRACE).isBefore(clock.instant())) {
            fail(saga, "its coordinator does not know " + lra + " any more, and the participants stand apart");
        }
    }

    private void fail(Saga saga, String why) throws SQLException {
        Problem refused = saga.reason();
        String undone = refused == null ? "" : "; it was to be undone: " + refused.detail();
        sagas.end(saga.id(), Saga.State.FAILED, Problem.of(500, "saga-failed", "Action failed", why + undone));
    }
}
