package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was known beside what is found now, under one watch: an excursion stays itself as long as something of it is left.
 * Of several that it has become the first is it, and the others are split off; of several that have become one the first is it,
 * and the others are merged into it.
 */
final class Reconciliation {
    private Reconciliation() {}

    /** @param known and {@code found}: ascending, each without overlap in itself @return nothing for what stays as it is */
    static List<Change> of(Watch watch, List<Known> known, List<Found> found) {
        List<Change> changes = new ArrayList<>();
        Set<Found> taken = new HashSet<>();
        for (Known each : known) {
            Optional<Found> same = found.stream()
                    .filter(f -> f.side() == each.found().side() && f.overlaps(each.found()) && !taken.contains(f))
                    .findFirst();
            if (same.isPresent()) {
                taken.add(same.get());
                if (!same.get().equals(each.found())) {
                    changes.add(Change.moved(each, same.get()));
                }
            } else {
                changes.add(Change.withdrawn(each, isOneOf(each.found(), found)));
            }
        }
        for (Found each : found) {
            if (!taken.contains(each)) {
                boolean split = known.stream()
                        .anyMatch(k ->
                                k.found().side() == each.side() && k.found().overlaps(each));
                changes.add(Change.begun(watch, each, split));
            }
        }
        return changes;
    }

    private static boolean isOneOf(Found before, List<Found> found) {
        return found.stream().anyMatch(f -> f.side() == before.side() && f.overlaps(before));
    }
}
