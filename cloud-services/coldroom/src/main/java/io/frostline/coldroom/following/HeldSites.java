package io.frostline.coldroom.following;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jboss.logging.Logger;

/** Sites that cannot be followed, e.g. after database damage. The others are followed, and the held ones are retried. */
final class HeldSites {
    private static final Logger LOG = Logger.getLogger(HeldSites.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Set<String> names = new ConcurrentSkipListSet<>();
    private final Map<String, String> reasons = new HashMap<>();
    private Instant retryAt = Instant.MAX;

    HeldSites(MeterRegistry metrics) {
        metrics.gauge("frostline.coldroom.sites.held", names, Set::size);
    }

    /** Returns the names of held sites; any thread may read them. */
    Set<String> names() {
        return names;
    }

    void hold(String site, Exception why, Instant now) {
        String reason = why.toString();
        boolean known = reason.equals(reasons.put(site, reason));
        LOG.errorf(
                known ? null : why, "can't follow site %s: %s; trying again in %d s", site, reason, PAUSE.toSeconds());
        names.add(site);
        retryAt = now.plus(PAUSE);
    }

    boolean isDue(Instant now) {
        return !names.isEmpty() && !retryAt.isAfter(now);
    }

    void release() {
        names.clear();
    }
}
