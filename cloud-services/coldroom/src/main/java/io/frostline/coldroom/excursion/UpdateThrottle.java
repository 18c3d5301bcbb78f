package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Throttle that delays updates that change only an excursion's duration or peak. It passes on the latest of each watch once the
 * interval is over. Used by one thread.
 */
public final class UpdateThrottle {
    private final Duration interval;
    private final Map<Watch, Kept> kept = new HashMap<>();
    private final Map<Watch, Finding> delayed = new LinkedHashMap<>();

    private record Kept(Instant from, Set<String> severities, Instant at) {}

    public UpdateThrottle(Duration interval) {
        this.interval = interval;
    }

    /** Returns the findings that are not delayed. */
    public List<Finding> admit(List<Finding> findings, Instant now) {
        return findings.stream().filter(finding -> isNews(finding, now)).toList();
    }

    /** Delays findings until the interval is over or another finding of the same watch comes. */
    public void delay(List<Finding> findings) {
        findings.forEach(finding -> delayed.put(finding.watch(), finding));
    }

    /** Returns the delayed findings whose interval is over. */
    public List<Finding> takeDue(Instant now) {
        List<Finding> due = delayed.values().stream()
                .filter(finding -> {
                    Kept before = kept.get(finding.watch());
                    return before == null || !before.at.plus(interval).isAfter(now);
                })
                .toList();
        due.forEach(finding -> {
            delayed.remove(finding.watch());
            keep(finding, now);
        });
        return due;
    }

    private boolean isNews(Finding finding, Instant now) {
        delayed.remove(finding.watch());
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
                && before.severities.equals(open.raised().keySet())) {
            delayed.put(finding.watch(), finding);
            return false;
        }
        keep(finding, now);
        return true;
    }

    private void keep(Finding finding, Instant now) {
        Found open = finding.found().getFirst();
        kept.put(finding.watch(), new Kept(open.from(), open.raised().keySet(), now));
    }
}
