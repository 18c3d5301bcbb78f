package io.frostline.lra;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "frostline.lra")
public interface CoordinatorConfig {
    /**
     * Address of the coordinator for clients and participants, of which the ids of actions begin: that of the service, not of a
     * pod. Without one, the address at which a client calls.
     */
    Optional<URI> url();

    /** Time for which a coordinator that says nothing keeps its actions; another takes them over after that. */
    @WithDefault("3s")
    Duration lease();

    /** Time for which a participant may take to answer a call. */
    @WithDefault("5s")
    Duration participantTimeout();

    /** Longest time for which a close or cancel waits for participants before it answers that the action is ending. */
    @WithDefault("8s")
    Duration endTimeout();

    /** Longest pause after a participant's first failed call; doubled with each further one. */
    @WithDefault("200ms")
    Duration retryFirst();

    /** Longest pause between two calls of a participant. */
    @WithDefault("30s")
    Duration retryLongest();

    /** Time for which ended actions are kept; failed ones are kept until they are deleted. */
    @WithDefault("1h")
    Duration kept();

    /** Interval at which due calls, expired actions and those of coordinators that are gone are looked for. */
    @WithDefault("100ms")
    Duration sweep();
}
