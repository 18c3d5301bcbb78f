package io.frostline.coordinator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

@ConfigMapping(prefix = "frostline.coordinator")
public interface CoordinatorConfig {
    String STORE = "lra-store";
    String NODE = "1";

    /** The folder with the log of what has not ended. One coordinator a folder: two on one folder ruin it. */
    @WithDefault(STORE)
    Path store();

    /** Distinguishes the coordinators of one deployment; at most 28 bytes. */
    @WithDefault(NODE)
    String node();

    /** How often participants are asked again that have not answered, or not to the end. */
    @WithDefault("5s")
    Duration retry();
}
