package io.frostline.payment;

import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.jta.recovery.arjunacore.RecoveryXids;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import io.frostline.transactionlog.TransactionLog;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Narayana's recovery ends in-doubt transactions; by its own defaults it looks every two minutes, for which Quarkus has no
 * setting. Until then they hold their locks.
 */
@Singleton
class Recovery {
    private static final int BETWEEN_PASSES_SECONDS = 1;

    private final RecoveryConfig config;
    private final SettledDecisions settled;

    Recovery(
            RecoveryConfig config,
            @DataSource("payment") javax.sql.DataSource payment,
            @DataSource("ledger") javax.sql.DataSource ledger) {
        this.config = config;
        this.settled = new SettledDecisions(List.of(payment, ledger));
    }

    /** Long before the startup event, at which Narayana has found its store already. */
    static void beforeNarayana(@Observes @Initialized(ApplicationScoped.class) Object event) {
        TransactionLog.replaceRecordsWhole();
    }

    void start(@Observes StartupEvent event) {
        RecoveryEnvironmentBean recovery = recoveryPropertyManager.getRecoveryEnvironmentBean();
        recovery.setPeriodicRecoveryPeriod(
                Math.max(1, Math.toIntExact(config.period().toSeconds())));
        recovery.setRecoveryBackoffPeriod(BETWEEN_PASSES_SECONDS);
        int age = Math.toIntExact(config.orphanAge().toMillis());
        jtaPropertyManager.getJTAEnvironmentBean().setOrphanSafetyInterval(age);
        // the scan may have begun, and reads its setting once
        RecoveryXids.setSafetyIntervalMillis(age);
        RecoveryManager.manager().addModule(settled);
    }
}
