package io.frostline.platform.saga;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;

@ConfigMapping(prefix = "frostline.saga")
public interface SagaConfig {
    /** URIs of the coordinators; new actions are spread over those that are up. */
    List<URI> coordinators();

    /** URI of this service for calls by the coordinators. */
    URI self();

    /** Time limit of an action; an action that is not closed by then is cancelled. */
    @WithDefault("30s")
    Duration timeLimit();

    /** Timeout after which a coordinator counts as down. */
    @WithDefault("5s")
    Duration timeout();

    /** Retention of idempotency keys; within it, a duplicate request gets its first answer. */
    @WithDefault("7d")
    Duration kept();

    /** Interval between deletions of expired keys. */
    @WithDefault("1m")
    Duration housekeeping();
}
