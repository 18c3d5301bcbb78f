package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings, one for each watch. A later one replaces what an earlier one found from its start on. */
public final class Findings {
    private final Map<Watch, Finding> byWatch = new LinkedHashMap<>();

    public void add(Finding finding) {
        byWatch.merge(finding.watch(), finding, Findings::together);
    }

    private static Finding together(Finding first, Finding then) {
        if (then.until() != null) {
            throw new IllegalArgumentException("what was found must be kept before less than the rest is found again");
        }
        List<Found> found = new ArrayList<>();
        first.found().stream().filter(f -> f.from().isBefore(then.from())).forEach(found::add);
        found.addAll(then.found());
        Instant from = first.from().isBefore(then.from()) ? first.from() : then.from();
        return new Finding(then.watch(), from, null, found, then.cause());
    }

    /** Returns the findings, one for each watch. */
    public List<Finding> list() {
        return List.copyOf(byWatch.values());
    }
}
