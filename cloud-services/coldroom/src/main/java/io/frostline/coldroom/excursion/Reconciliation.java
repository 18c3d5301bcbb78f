package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Comparison of known excursions with those found now, under one watch. An excursion keeps its identity while any part of it is
 * left. If it splits, the first part keeps the identity and the others are split off. If several merge, the first keeps its
 * identity and the others are merged into it.
 */
final class Reconciliation {
    private Reconciliation() {}

    /**
     * Returns the changes; an excursion that stays as it is has none.
     *
     * @param known ascending, without overlap, as is {@code found}
     */
    static List<Change> of(Watch watch, List<Known> known, List<Found> found) {
        List<Change> changes = new ArrayList<>();
        Set<Found> taken = new HashSet<>();
        for (Known each : known) {
            Optional<Found> same = found.stream()
                    .filter(f -> f.overlaps(each.found()) && !taken.contains(f))
                    .findFirst();
            if (same.isPresent()) {
                taken.add(same.get());
                if (!same.get().equals(each.found())) {
                    changes.add(Change.moved(each, same.get()));
                }
            } else {
                changes.add(Change.withdrawn(each, found.stream().anyMatch(f -> f.overlaps(each.found()))));
            }
        }
        for (Found each : found) {
            if (!taken.contains(each)) {
                boolean split = known.stream().anyMatch(k -> k.found().overlaps(each));
                changes.add(Change.begun(watch, each, split));
            }
        }
        return changes;
    }
}
