package io.frostline.coordinator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.coordinator")
public interface CoordinatorConfig {
    String STORE = "lra-store";
    String NODE = "1";

    /** Folder with the log of actions that have not ended. Each coordinator needs its own: two on one folder corrupt it. */
    @WithDefault(STORE)
    Path store();

    /** Name that distinguishes the coordinators of one deployment; at most 28 bytes. */
    @WithDefault(NODE)
    String node();

    /** Interval at which participants are retried that have not answered, or have not ended. */
    @WithDefault("5s")
    Duration retry();
}
