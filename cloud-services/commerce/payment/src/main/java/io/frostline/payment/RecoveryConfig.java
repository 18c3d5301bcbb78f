package io.frostline.payment;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of recovery. They are read when the container is initialised, because Narayana reads its own only once. */
@StaticInitSafe
@ConfigMapping(prefix = "frostline.payment.recovery")
interface RecoveryConfig {
    /** Interval between searches for in-doubt transactions. */
    @WithDefault("5s")
    Duration period();

    /** Time after which a prepared branch is rolled back if no running transaction owns it and it is not in the log. */
    @WithDefault("10s")
    Duration orphanAge();
}
