package io.frostline.order.saga;

import io.frostline.commerce.Money;
import io.frostline.order.OrderConfig;
import io.frostline.platform.saga.Coordinators;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runner of a saga that has begun: starts an action, asks for the steps, stores the decision, tells the coordinator, and stores the
 * state that follows from the action's end. No step holds a database transaction while it waits for another service. {@link
 * OverdueSagas} ends a saga whose run was cut short.
 */
@ApplicationScoped
public class SagaRun {
    private static final Logger LOG = Logger.getLogger(SagaRun.class);

    private final Sagas sagas;
    private final Coordinators coordinators;
    private final SagaEnds ends;
    private final Duration answerWithin;
    private final ExecutorService running = Executors.newVirtualThreadPerTaskExecutor();

    public SagaRun(Sagas sagas, Coordinators coordinators, SagaEnds ends, OrderConfig config) {
        this.sagas = sagas;
        this.coordinators = coordinators;
        this.ends = ends;
        this.answerWithin = config.answerWithin();
    }

    /** Requests to participants that make up the saga. */
    @FunctionalInterface
    public interface Steps {
        Asked ask(Lra lra);
    }

    /**
     * Outcome of the steps.
     *
     * @param refusal why the action cannot be closed; empty if everything is held
     * @param total the order's total; null if it is unknown, or was known before
     */
    public record Asked(Optional<Problem> refusal, @Nullable Money total) {}

    /**
     * Returns when the saga is over, or after a timeout, at which the client should poll; the saga then continues.
     *
     * @throws Refused if no coordinator answers: nothing is held, and the saga is over
     */
    public void run(UUID id, Steps steps) {
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

    private void go(UUID id, Steps steps) {
        Optional<Lra> begun = begin(id);
        if (begun.isEmpty()) {
            return;
        }
        Lra lra = begun.get();
        Asked asked = steps.ask(lra);
        Optional<Saga> decided = sagas.decide(id, asked);
        if (decided.isPresent()) {
            ends.tell(decided.get(), lra);
        }
    }

    /**
     * Starts the saga's action.
     *
     * @return empty if the saga was over before: no participant joins the action, which ends at its time limit
     */
    private Optional<Lra> begin(UUID id) {
        try {
            Lra lra = coordinators.start("order/" + id);
            return sagas.started(id, lra) ? Optional.of(lra) : Optional.empty();
        } catch (Coordinators.Unreachable e) {
            sagas.end(id, Saga.State.COMPENSATED, unavailable(String.valueOf(e.getMessage())));
            throw Refused.unavailable("coordinator", "nothing was changed: try again; " + e.getMessage());
        }
    }

    private static Problem unavailable(String detail) {
        return Problem.of(503, "coordinator-unavailable", "Service unavailable", detail);
    }
}
