package io.frostline.payment;

import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import io.frostline.platform.transactionlog.TransactionLog;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Configuration of Narayana's recovery, which ends in-doubt transactions; until then they hold their locks. Its default period is
 * two minutes, and Quarkus has no setting for it. A test that runs the service in its own process has no recovery: the class loader
 * there gives Narayana a store of another Narayana.
 */
@Singleton
@UnlessBuildProfile("test")
class Recovery {
    private static final int PASS_INTERVAL_SECONDS = 1;

    private final SettledDecisions settled;

    Recovery(@DataSource("payment") javax.sql.DataSource payment, @DataSource("ledger") javax.sql.DataSource ledger) {
        this.settled = new SettledDecisions(List.of(payment, ledger));
    }

    /** Sets Narayana's properties. Narayana reads them once, and has done so before the startup event. */
    static void beforeNarayana(@Observes @Initialized(ApplicationScoped.class) Object event, RecoveryConfig config) {
        TransactionLog.replaceRecordsWhole();
        set(
                "RecoveryEnvironmentBean.periodicRecoveryPeriod",
                Math.max(1, config.period().toSeconds()));
        set("RecoveryEnvironmentBean.recoveryBackoffPeriod", PASS_INTERVAL_SECONDS);
        set("JTAEnvironmentBean.orphanSafetyInterval", config.orphanAge().toMillis());
    }

    private static void set(String setting, long value) {
        System.setProperty(setting, Long.toString(value));
    }

    void start(@Observes StartupEvent event) {
        RecoveryManager.manager().addModule(settled);
    }
}
