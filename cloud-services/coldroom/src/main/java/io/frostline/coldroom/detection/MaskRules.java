package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Rules that mask a room's excursions, each in force from its instant until the next one's. */
public final class MaskRules {
    public static final MaskRules NONE = new MaskRules(Map.of());

    private final NavigableMap<Long, Rule> versions = new TreeMap<>();

    /**
     * @param longest by kind of event, the longest time that it masks; kinds that are not named mask nothing
     * @param daily times of each day that are masked
     */
    public record Rule(ZoneId zone, Map<String, Duration> longest, List<Daily> daily) {}

    /**
     * @param at local time
     * @param length less than a day
     */
    public record Daily(LocalTime at, Duration length) {}

    /** Event that began or ended something in the room; milliseconds since 1970. */
    public record Event(String kind, long at, boolean begins) {}

    public MaskRules(Map<Instant, Rule> versions) {
        versions.forEach((from, rule) -> this.versions.put(from.toEpochMilli(), rule));
    }

    public boolean isEmpty() {
        return versions.values().stream().allMatch(rule -> rule.longest.isEmpty() && rule.daily.isEmpty());
    }

    /**
     * Returns the longest time that an event of a kind can mask, under any rule. A mask that an event ends began before the event.
     */
    public Duration longest(String kind) {
        return versions.values().stream()
                .map(rule -> rule.longest.getOrDefault(kind, Duration.ZERO))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private long longest(Event event) {
        Map.Entry<Long, Rule> rule = versions.floorEntry(event.at);
        Duration longest = rule == null ? null : rule.getValue().longest.get(event.kind);
        return longest == null ? 0 : longest.toMillis();
    }

    /**
     * Returns the masks of a room. An event that begins masks until the next event of its kind, or for its maximum time. Of one
     * that ends and one that begins at the same instant, the one that begins counts. The order of the events has no effect.
     *
     * @param events of the room
     * @param from start of the days whose daily masks are needed
     * @param to end of these days; milliseconds since 1970
     */
    public Masks masks(Collection<Event> events, long from, long to) {
        List<Masks.Span> spans = new ArrayList<>();
        Map<String, TreeMap<Long, Event>> byKind = new HashMap<>();
        for (Event event : events) {
            byKind.computeIfAbsent(event.kind, kind -> new TreeMap<>())
                    .merge(event.at, event, (one, other) -> one.begins ? one : other);
        }
        for (TreeMap<Long, Event> ofKind : byKind.values()) {
            for (Event event : ofKind.values()) {
                Long next = ofKind.higherKey(event.at);
                long end = Math.min(event.at + longest(event), next == null ? Long.MAX_VALUE : next);
                if (event.begins && end > event.at) {
                    spans.add(new Masks.Span(event.at, end));
                }
            }
        }
        versions.forEach((since, rule) -> {
            Long next = versions.higherKey(since);
            daily(rule, Math.max(since, from), Math.min(next == null ? to : next, to), spans);
        });
        return new Masks(spans);
    }

    private static void daily(Rule rule, long from, long to, List<Masks.Span> into) {
        if (rule.daily.isEmpty() || from >= to) {
            return;
        }
        LocalDate last = Instant.ofEpochMilli(to).atZone(rule.zone).toLocalDate();
        LocalDate day =
                Instant.ofEpochMilli(from).atZone(rule.zone).toLocalDate().minusDays(1);
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            for (Daily daily : rule.daily) {
                long begin = day.atTime(daily.at).atZone(rule.zone).toInstant().toEpochMilli();
                long begins = Math.max(begin, from);
                long ends = Math.min(begin + daily.length.toMillis(), to);
                if (begins < ends) {
                    into.add(new Masks.Span(begins, ends));
                }
            }
        }
    }
}
