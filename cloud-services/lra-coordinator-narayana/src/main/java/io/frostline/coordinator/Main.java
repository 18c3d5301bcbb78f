package io.frostline.coordinator;

import io.frostline.platform.transactionlog.TransactionLog;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Main class that tells Narayana where its log is before any of its classes is initialised: Narayana reads this once, and early.
 */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Config config = ConfigProvider.getConfig();
        TransactionLog.replaceRecordsWhole();
        TransactionLog.set(
                "objectStoreDir",
                config.getOptionalValue("frostline.coordinator.store", String.class)
                        .orElse(CoordinatorConfig.STORE));
        System.setProperty(
                "CoreEnvironmentBean.nodeIdentifier",
                config.getOptionalValue("frostline.coordinator.node", String.class)
                        .orElse(CoordinatorConfig.NODE));
        Quarkus.run(args);
    }
}
