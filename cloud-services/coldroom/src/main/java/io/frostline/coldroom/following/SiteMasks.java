package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.MaskRules;
import io.frostline.coldroom.detection.MaskRules.Event;
import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.room.Plan;
import io.frostline.contract.batch.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Masks of a site's rooms: those of the last days from memory, all others from the table. Used by one thread. */
final class SiteMasks {
    private static final long RETENTION = Duration.ofDays(2).toMillis();
    private static final long AHEAD = Duration.ofDays(1).toMillis();

    private final String site;
    private final MaskEvents table;
    private final Map<String, Set<Event>> recent = new HashMap<>();
    private final Map<String, Masks> now = new HashMap<>();
    private final List<MaskEvents.InRoom> fresh = new ArrayList<>();
    private long builtAt;

    /** @param recent events of the last days, by room */
    SiteMasks(String site, MaskEvents table, Map<String, List<Event>> recent) {
        this.site = site;
        this.table = table;
        recent.forEach((room, events) -> this.recent.put(room, new HashSet<>(events)));
    }

    static SiteMasks load(String site, MaskEvents table, Instant now) {
        return new SiteMasks(
                site, table, table.between(site, now.toEpochMilli() - RETENTION, now.toEpochMilli() + AHEAD));
    }

    /** Returns the mask event of a log entry; null where it is none. */
    static MaskEvents.@Nullable InRoom of(Batch.Entry entry, long at) {
        String room = entry.detail().get("room");
        Event event = switch (entry.kind()) {
            case "defrost-started" -> new Event("defrost", at, true);
            case "defrost-ended" -> new Event("defrost", at, false);
            case "door-opened" -> new Event("door", at, true);
            case "door-closed" -> new Event("door", at, false);
            default -> null;
        };
        return room == null || event == null ? null : new MaskEvents.InRoom(room, event);
    }

    void add(MaskEvents.InRoom event) {
        fresh.add(event);
        if (recent.computeIfAbsent(event.room(), room -> new HashSet<>()).add(event.event())) {
            now.remove(event.room());
        }
    }

    /** Stores durably the events that were added. */
    void keep() {
        if (!fresh.isEmpty()) {
            table.add(site, fresh);
            fresh.clear();
        }
    }

    /** Returns the present masks of a room, for readings that come in order. */
    Masks live(Plan plan, String room, Instant instant) {
        long at = instant.toEpochMilli();
        if (at - builtAt > AHEAD / 2) {
            recent.values().forEach(events -> events.removeIf(event -> event.at() < at - RETENTION));
            now.clear();
            builtAt = at;
        }
        return now.computeIfAbsent(room, r -> {
            MaskRules rules = plan.masksOf(r);
            return rules.isEmpty()
                    ? Masks.NONE
                    : rules.masks(recent.getOrDefault(r, Set.of()), at - RETENTION, at + AHEAD);
        });
    }

    void rulesChanged() {
        now.clear();
    }

    /** Returns, by room, the masks for the time of these readings. */
    Map<String, Masks> around(Plan plan, Collection<Columns.Known> known) {
        long from = Long.MAX_VALUE;
        long to = 0;
        for (Columns.Known each : known) {
            if (each.readings().size() > 0) {
                from = Math.min(from, each.readings().firstAt());
                to = Math.max(to, each.readings().lastAt());
            }
        }
        return from > to ? Map.of() : between(plan, from, to + AHEAD);
    }

    /** Returns, by room, the masks of [from, to], milliseconds since 1970. */
    Map<String, Masks> between(Plan plan, long from, long to) {
        Map<String, Masks> masks = new HashMap<>();
        if (plan.isUnmasked()) {
            return masks;
        }
        Map<String, List<Event>> events = table.between(site, from - AHEAD, to);
        plan.masks()
                .forEach((room, rules) -> masks.put(room, rules.masks(events.getOrDefault(room, List.of()), from, to)));
        return masks;
    }
}
