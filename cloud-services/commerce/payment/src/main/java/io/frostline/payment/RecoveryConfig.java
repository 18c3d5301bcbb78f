package io.frostline.payment;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Read when the container is initialised, before Narayana starts: it looks for its settings once. */
@StaticInitSafe
@ConfigMapping(prefix = "frostline.payment.recovery")
interface RecoveryConfig {
    /** How often to look for transactions that are in doubt. */
    @WithDefault("5s")
    Duration period();

    /**
     * What is prepared, and not by a transaction that goes on, and not in the log, is rolled back once it has been so for
     * this long.
     */
    @WithDefault("10s")
    Duration orphanAge();
}
