package io.frostline.coldroom.excursion;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leaves out findings of which nothing but duration and peak can be new, if the last is not long ago. Serves one thread. */
public final class OftenEnough {
    private final Duration every;
    private final Map<Watch, Kept> kept = new HashMap<>();

    private record Kept(Instant from, Set<String> severities, Instant at) {}

    public OftenEnough(Duration every) {
        this.every = every;
    }

    public List<Finding> of(List<Finding> findings, Instant now) {
        return findings.stream().filter(finding -> isDue(finding, now)).toList();
    }

    private boolean isDue(Finding finding, Instant now) {
        if (finding.cause() != Finding.Cause.LIVE
                || finding.found().size() != 1
                || finding.found().getFirst().to() != null) {
            kept.remove(finding.watch());
            return true;
        }
        Found open = finding.found().getFirst();
        Kept before = kept.get(finding.watch());
        if (before != null
                && before.from.equals(open.from())
                && before.severities.equals(open.raised().keySet())
                && before.at.plus(every).isAfter(now)) {
            return false;
        }
        kept.put(finding.watch(), new Kept(open.from(), open.raised().keySet(), now));
        return true;
    }
}
