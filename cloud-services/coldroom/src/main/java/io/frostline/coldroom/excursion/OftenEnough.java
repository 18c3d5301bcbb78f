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
 * Puts off findings of which nothing but duration and peak can be new, if the last is not long ago: of those under one watch the
 * last comes later. Serves one thread.
 */
public final class OftenEnough {
    private final Duration every;
    private final Map<Watch, Kept> kept = new HashMap<>();
    private final Map<Watch, Finding> putOff = new LinkedHashMap<>();

    private record Kept(Instant from, Set<String> severities, Instant at) {}

    public OftenEnough(Duration every) {
        this.every = every;
    }

    /** Those that are not put off. */
    public List<Finding> of(List<Finding> findings, Instant now) {
        return findings.stream().filter(finding -> isNews(finding, now)).toList();
    }

    /** Until there is time, or one of the same watch comes. */
    public void putOff(List<Finding> findings) {
        findings.forEach(finding -> putOff.put(finding.watch(), finding));
    }

    /** Those that were put off for long enough. */
    public List<Finding> later(Instant now) {
        List<Finding> due = putOff.values().stream()
                .filter(finding -> {
                    Kept before = kept.get(finding.watch());
                    return before == null || !before.at.plus(every).isAfter(now);
                })
                .toList();
        due.forEach(finding -> {
            putOff.remove(finding.watch());
            keep(finding, now);
        });
        return due;
    }

    private boolean isNews(Finding finding, Instant now) {
        putOff.remove(finding.watch());
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
            putOff.put(finding.watch(), finding);
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
