package io.frostline.platform.saga;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;

@ConfigMapping(prefix = "frostline.saga")
public interface SagaConfig {
    /** Where the coordinators answer; new actions are spread over those that are up. */
    List<URI> coordinators();

    /** Where this service answers the coordinators. */
    URI self();

    /** An action that has not been closed by then is cancelled. */
    @WithDefault("30s")
    Duration timeLimit();

    /** A coordinator that does not answer for this long counts as down. */
    @WithDefault("5s")
    Duration patience();

    /** The keys of requests are remembered this long; a repeated request finds its answer. */
    @WithDefault("7d")
    Duration kept();

    /** How often what is older is deleted. */
    @WithDefault("1m")
    Duration housekeeping();
}
