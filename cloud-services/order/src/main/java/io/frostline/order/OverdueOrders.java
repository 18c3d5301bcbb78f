package io.frostline.order;

import io.frostline.saga.Coordinators;
import io.frostline.saga.Lra;
import io.frostline.saga.SagaConfig;
import io.frostline.web.Problem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ends the orders whose placing was cut short: tells the coordinator again what was decided, and that what was never
 * decided is cancelled. The order's state follows from the coordinator's call alone.
 */
@ApplicationScoped
public class OverdueOrders {
    private static final Logger LOG = Logger.getLogger(OverdueOrders.class);
    /** Calls that are under way are not disturbed before this. */
    private static final Duration DECIDED = Duration.ofSeconds(10);

    private final Orders orders;
    private final Coordinators coordinators;
    private final SagaConfig saga;
    private final OrderConfig config;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("overdue-orders").factory());

    public OverdueOrders(Orders orders, Coordinators coordinators, SagaConfig saga, OrderConfig config) {
        this.orders = orders;
        this.coordinators = coordinators;
        this.saga = saga;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        long pause = config.sweep().toMillis();
        var unused = sweeper.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            for (Orders.Overdue overdue :
                    orders.overdue(DECIDED, saga.timeLimit().plusSeconds(1))) {
                end(overdue);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("looking for overdue orders: %s", e.getMessage());
        }
    }

    /** Now, of one order; does nothing to one that is over. */
    void end(Orders.Overdue overdue) throws SQLException {
        if (overdue.lra().isEmpty()) {
            orders.refuse(
                    overdue.id(),
                    Problem.of(
                            503,
                            "interrupted",
                            "Interrupted",
                            "the order was interrupted before anything was held; place it again"));
            return;
        }
        Lra lra = overdue.lra().get();
        boolean close = overdue.decision().equals(java.util.Optional.of("close"));
        try {
            Coordinators.Ended ended = close ? coordinators.close(lra) : coordinators.cancel(lra);
            if (ended == Coordinators.Ended.UNKNOWN) {
                ended = coordinators.status(lra).orElse(Coordinators.Ended.ENDING);
            }
            if (ended == Coordinators.Ended.FAILED) {
                orders.fail(
                        overdue.id(),
                        Problem.of(500, "saga-failed", "Action failed", "a participant of " + lra + " gave up"));
            }
        } catch (Coordinators.Unreachable e) {
            LOG.warnf("order %s: %s", overdue.id(), e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sweeper.shutdownNow();
    }
}
