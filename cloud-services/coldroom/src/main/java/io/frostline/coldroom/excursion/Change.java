package io.frostline.coldroom.excursion;

import io.frostline.coldroom.room.Watch;
import io.frostline.platform.text.EnumText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param before null: it is new
 * @param now null: it is withdrawn
 * @param kinds empty where only its duration and peak have changed
 */
record Change(
        UUID id,
        Watch watch,
        @Nullable Found before,
        @Nullable Found now,
        List<Kind> kinds) {
    enum Kind {
        BEGUN,
        RAISED,
        ENDED,
        EXTENDED,
        SHORTENED,
        SPLIT,
        MERGED,
        LOWERED,
        /** A severity that it keeps was reached at another instant. */
        RETIMED,
        REOPENED,
        WITHDRAWN
    }

    static Change begun(Watch watch, Found now, boolean split) {
        List<Kind> kinds = new ArrayList<>(List.of(split ? Kind.SPLIT : Kind.BEGUN));
        if (!now.raised().isEmpty()) {
            kinds.add(Kind.RAISED);
        }
        if (now.to() != null) {
            kinds.add(Kind.ENDED);
        }
        return new Change(UUID.randomUUID(), watch, null, now, kinds);
    }

    static Change withdrawn(Known known, boolean merged) {
        return new Change(
                known.id(), known.watch(), known.found(), null, List.of(merged ? Kind.MERGED : Kind.WITHDRAWN));
    }

    static Change moved(Known known, Found now) {
        Found before = known.found();
        List<Kind> kinds = new ArrayList<>();
        if (before.to() == null && now.to() != null) {
            kinds.add(Kind.ENDED);
        } else if (before.to() != null && now.to() == null) {
            kinds.add(Kind.REOPENED);
        }
        if (now.from().isBefore(before.from()) || isLater(now, before)) {
            kinds.add(Kind.EXTENDED);
        }
        if (now.from().isAfter(before.from()) || isLater(before, now)) {
            kinds.add(Kind.SHORTENED);
        }
        if (!raised(before, now).isEmpty()) {
            kinds.add(Kind.RAISED);
        }
        if (!raised(now, before).isEmpty()) {
            kinds.add(Kind.LOWERED);
        }
        if (isRetimed(before, now)) {
            kinds.add(Kind.RETIMED);
        }
        return new Change(known.id(), known.watch(), before, now, kinds);
    }

    private static boolean isRetimed(Found before, Found now) {
        Map<String, Instant> lasting = new HashMap<>(before.raised());
        lasting.keySet().retainAll(now.raised().keySet());
        return !now.raised().entrySet().containsAll(lasting.entrySet());
    }

    private static boolean isLater(Found one, Found other) {
        return one.to() != null && other.to() != null && one.to().isAfter(other.to());
    }

    /** Returns the severities that the second has and the first has not. */
    private static Set<String> raised(@Nullable Found before, @Nullable Found now) {
        Set<String> severities =
                new TreeSet<>(now == null ? Set.of() : now.raised().keySet());
        if (before != null) {
            severities.removeAll(before.raised().keySet());
        }
        return severities;
    }

    Set<String> newSeverities() {
        return raised(before, now);
    }

    Set<String> lostSeverities() {
        return raised(now, before);
    }

    String text() {
        return String.join(" ", kinds.stream().map(EnumText::of).toList());
    }

    @Override
    public String toString() {
        return id + " " + text().toUpperCase(Locale.ROOT);
    }
}
