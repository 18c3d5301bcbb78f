package io.frostline.lra.callback;

import io.frostline.lra.CoordinatorConfig;
import io.frostline.lra.store.ActionQueries;
import io.frostline.lra.store.Change;
import io.frostline.lra.store.GroupCommit;
import io.frostline.lra.store.Leases;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Background work of a coordinator: calls that have come due, actions whose time is over, leases, and what can be forgotten. */
@ApplicationScoped
public class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final Duration FORGETTING = Duration.ofSeconds(10);
    private static final Duration COUNTING = Duration.ofSeconds(5);
    private static final int MAX_DUE = 1_000;
    /** Attempts after which a participant counts as stuck. */
    private static final int STUCK_AFTER = 5;

    private final ActionQueries queries;
    private final GroupCommit commits;
    private final Leases leases;
    private final CallDriver driver;
    private final CoordinatorConfig config;
    private final ScheduledExecutorService thread = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("lra-sweep-", 0).factory());
    private volatile boolean healthy = true;
    private volatile ActionQueries.Counts counts = new ActionQueries.Counts(0, 0, 0, 0, 0);

    Sweep(
            ActionQueries queries,
            GroupCommit commits,
            Leases leases,
            CallDriver driver,
            CoordinatorConfig config,
            MeterRegistry metrics) {
        this.queries = queries;
        this.commits = commits;
        this.leases = leases;
        this.driver = driver;
        this.config = config;
        metrics.gauge("lra.actions.active", this, sweep -> sweep.counts.active());
        metrics.gauge("lra.actions.ending", this, sweep -> sweep.counts.ending());
        metrics.gauge("lra.actions.stuck", this, sweep -> sweep.counts.stuck());
        metrics.gauge("lra.actions.failed", this, sweep -> sweep.counts.failed());
        metrics.gauge("lra.actions.ending.oldest.seconds", this, sweep -> sweep.counts.oldestEnding());
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    void start(@Observes @Priority(200) StartupEvent event) {
        every(config.sweep(), this::now);
        // a second thread: a slow query must not cost the lease
        every(config.lease().dividedBy(4), this::renew);
        every(FORGETTING, this::forget);
        every(COUNTING, this::count);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void every(Duration pause, Work work) {
        var unused = thread.scheduleWithFixedDelay(() -> tried(work), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tried(Work work) {
        try {
            work.run();
            healthy = true;
        } catch (SQLException | RuntimeException e) {
            if (healthy && !thread.isShutdown()) {
                LOG.warnf("background work failed: %s; trying again", e.getMessage());
            }
            healthy = false;
        }
    }

    /** Calls what is due, and cancels what has expired. */
    public synchronized void now() throws SQLException {
        driver.forgetStored();
        for (UUID id : queries.expired(leases.now())) {
            var unused = commits.submit(expire(id));
        }
        // calls under way are due still, and the longest: they must not hide others
        driver.call(queries.due(leases.pod(), leases.now(), MAX_DUE + driver.underWay()));
    }

    private void renew() throws SQLException {
        leases.renew();
        int taken = leases.takeOver();
        if (taken > 0) {
            LOG.infof("took over %d actions of a coordinator that is gone", taken);
        }
    }

    private void forget() throws SQLException {
        while (!thread.isShutdown() && queries.forget(config.kept(), leases.now()) > 0) {
            LOG.debug("forgot ended actions");
        }
    }

    private void count() throws SQLException {
        counts = queries.counts(STUCK_AFTER);
    }

    private static Change<Boolean> expire(UUID id) {
        return Change.of(Set.of(id), group -> {
            group.action(id).ifPresent(action -> action.expire(group.now(), group.pod()));
            return true;
        });
    }

    boolean isHealthy() {
        return healthy;
    }
}
