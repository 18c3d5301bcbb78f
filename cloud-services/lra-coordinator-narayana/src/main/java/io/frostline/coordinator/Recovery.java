package io.frostline.coordinator;

import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import io.narayana.lra.LRAData;
import io.narayana.lra.coordinator.domain.service.LRAService;
import io.narayana.lra.coordinator.internal.Implementations;
import io.narayana.lra.coordinator.internal.LRARecoveryModule;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.jboss.logging.Logger;

/**
 * Recovery at the start: finds what had not ended when the coordinator stopped, and retries participants until all has ended. It
 * also ends actions without participants at their time limit, which the coordinator by itself never does.
 */
@ApplicationScoped
public class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration RETENTION = Duration.ofMinutes(1);

    private final CoordinatorConfig config;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lra-time-limits").factory());

    public Recovery(CoordinatorConfig config) {
        this.config = config;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        var recovery = recoveryPropertyManager.getRecoveryEnvironmentBean();
        recovery.setPeriodicRecoveryPeriod((int) Math.max(1, config.retry().toSeconds()));
        recovery.setRecoveryBackoffPeriod(1);
        recovery.setRecoveryListener(false);
        Implementations.install();
        recovery.setRecoveryModules(List.of(new ActionRecovery()));
        RecoveryManager.manager();
        LRARecoveryModule.getService().scan();
        var unused = sweeper.scheduleWithFixedDelay(this::endOverdue, 1, 1, TimeUnit.SECONDS);
        LOG.infof("coordinator %s on %s", config.node(), config.store());
    }

    /** Cancels overdue actions. It also removes actions cancelled at their time limit, which the coordinator keeps in memory. */
    private void endOverdue() {
        LRAService service = LRARecoveryModule.getService();
        long now = System.currentTimeMillis();
        for (LRAData lra : service.getAll()) {
            try {
                if (lra.getStatus() == LRAStatus.Active && isBefore(lra, now - GRACE.toMillis())) {
                    service.endLRA(lra.getLraId(), true, false);
                } else if (lra.getStatus() == LRAStatus.Cancelled && isBefore(lra, now - RETENTION.toMillis())) {
                    service.remove(lra.getLraId());
                }
            } catch (WebApplicationException e) {
                LOG.debugf("%s has ended meanwhile: %s", lra.getLraId(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.warnf(e, "%s is past its time limit and can't be cancelled yet", lra.getLraId());
            }
        }
    }

    private static boolean isBefore(LRAData lra, long millis) {
        return lra.getFinishTime() > 0 && lra.getFinishTime() < millis;
    }

    void stop(@Observes ShutdownEvent event) {
        sweeper.shutdownNow();
        RecoveryManager.manager().terminate();
        Implementations.uninstall();
    }
}
