package io.frostline.order.saga;

import io.frostline.order.OrderConfig;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Problem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Background loop that ends interrupted sagas: it repeats decisions to the coordinator and cancels undecided sagas. */
@ApplicationScoped
public class OverdueSagas {
    private static final Logger LOG = Logger.getLogger(OverdueSagas.class);

    private final Sagas sagas;
    private final SagaEnds ends;
    private final Duration timeLimit;
    private final Duration overdue;
    private final BackgroundLoop loop;

    public OverdueSagas(Sagas sagas, SagaEnds ends, SagaConfig saga, OrderConfig config) {
        this.sagas = sagas;
        this.ends = ends;
        this.timeLimit = saga.timeLimit();
        this.overdue = config.overdue();
        this.loop = new BackgroundLoop("overdue-sagas", config.sweep(), this::sweep);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    /** Ends all overdue sagas in parallel: a coordinator that hangs does not delay the others. */
    private boolean sweep() {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Saga saga : sagas.overdue(overdue, timeLimit.plusSeconds(1))) {
                each.execute(() -> endOrWarn(saga));
            }
        }
        return false;
    }

    private void endOrWarn(Saga overdue) {
        try {
            end(overdue);
        } catch (RuntimeException e) {
            LOG.warnf("saga %s: %s", overdue.id(), e.getMessage());
        }
    }

    /** Returns whether the saga's own run may still decide it. */
    boolean isYoung(Saga saga) {
        return saga.decision().isEmpty() && saga.startedAt().plus(timeLimit).isAfter(Instant.now());
    }

    /** Ends a running saga now. */
    void end(Saga overdue) {
        Optional<Lra> lra = overdue.lra();
        if (lra.isPresent()) {
            ends.again(overdue, lra.get());
        } else {
            sagas.end(
                    overdue.id(),
                    Saga.State.COMPENSATED,
                    Problem.of(
                            503,
                            "interrupted",
                            "Interrupted",
                            "it was interrupted before anything was held; try again"));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }
}
