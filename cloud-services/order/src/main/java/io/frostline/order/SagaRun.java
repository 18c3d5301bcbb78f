package io.frostline.order;

import io.frostline.saga.Coordinators;
import io.frostline.saga.Lra;
import io.frostline.web.Problem;
import io.frostline.web.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Runs a saga that has been begun: an action is started, the order joins it, the steps are asked for, what came of them is
 * decided, and the coordinator is told. No step holds a database transaction while it waits for somebody. Whatever is killed
 * on the way, the action's end decides: {@link OverdueSagas} sees to it.
 */
@ApplicationScoped
public class SagaRun {
    private static final Logger LOG = Logger.getLogger(SagaRun.class);

    private final Sagas sagas;
    private final Coordinators coordinators;
    private final Duration answerWithin;
    private final ExecutorService running = Executors.newVirtualThreadPerTaskExecutor();

    public SagaRun(Sagas sagas, Coordinators coordinators, OrderConfig config) {
        this.sagas = sagas;
        this.coordinators = coordinators;
        this.answerWithin = config.answerWithin();
    }

    /** What the saga is about. */
    @FunctionalInterface
    interface Steps {
        /** @return why the action can't be closed; nothing if all has been held */
        Optional<Problem> ask(Lra lra) throws SQLException;
    }

    /**
     * Returns when the saga is over, or when it has taken so long that a client should rather look again; it then goes on.
     *
     * @throws Refused where no coordinator answers: nothing is held, and the saga is over
     */
    void run(UUID id, Steps steps) throws SQLException {
        try {
            running.submit(() -> {
                        go(id, steps);
                        return null;
                    })
                    .get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("%s goes on", id);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refused refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void go(UUID id, Steps steps) throws SQLException {
        Optional<Lra> begun = begin(id);
        if (begun.isEmpty()) {
            return;
        }
        Lra lra = begun.get();
        Optional<Problem> refusal = steps.ask(lra);
        Saga.Decision decision = refusal.isEmpty() ? Saga.Decision.CLOSE : Saga.Decision.CANCEL;
        if (sagas.decide(id, decision, refusal.orElse(null))) {
            tell(lra, decision);
        }
    }

    /** @return nothing if the action was over before it began */
    private Optional<Lra> begin(UUID id) throws SQLException {
        try {
            Lra lra = coordinators.start("order/" + id);
            if (coordinators.join(lra, OrderParticipant.PATH) && sagas.join(id, lra)) {
                return Optional.of(lra);
            }
            sagas.end(id, Saga.State.COMPENSATED, unavailable("the action was over before it began"));
            return Optional.empty();
        } catch (Coordinators.Unreachable e) {
            sagas.end(id, Saga.State.COMPENSATED, unavailable(String.valueOf(e.getMessage())));
            throw Refused.unavailable("coordinator", "nothing was changed: try again; " + e.getMessage());
        }
    }

    private static Problem unavailable(String detail) {
        return Problem.of(503, "coordinator-unavailable", "Service unavailable", detail);
    }

    private void tell(Lra lra, Saga.Decision decision) {
        try {
            Coordinators.Ended ended = switch (decision) {
                case CLOSE -> coordinators.close(lra);
                case CANCEL -> coordinators.cancel(lra);
            };
            LOG.debugf("%s: %s", lra, ended);
        } catch (Coordinators.Unreachable e) {
            LOG.warnf("%s; its end will be asked for again", e.getMessage());
        }
    }
}
