package io.frostline.coldroom.room;

import io.frostline.coldroom.detection.Delays;
import io.frostline.coldroom.detection.Derived;
import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.detection.Limits;
import io.frostline.coldroom.detection.MaskRules;
import io.frostline.coldroom.detection.Over;
import io.frostline.coldroom.room.RoomSetup.Count;
import io.frostline.coldroom.room.RoomSetup.LimitSetup;
import io.frostline.coldroom.room.Watch.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Plan of what is watched at a site: for each sensor, in the order of time, the limits and rooms.
 *
 * @param limits by sensor
 * @param delays by sensor
 * @param derived limits on derived values
 * @param masks by room
 */
public record Plan(
        Map<String, Map<Watch, Limits>> limits,
        Map<String, Map<Watch, Delays>> delays,
        Map<Watch, Derived> derived,
        Map<String, MaskRules> masks) {
    static final Plan NONE = new Plan(Map.of(), Map.of(), Map.of(), Map.of());

    static Plan of(String site, Collection<RoomVersion> all) {
        Plan plan = new Plan(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        Timeline.ofSite(all).forEach((room, timeline) -> {
            List<RoomVersion> ever =
                    all.stream().filter(v -> v.room().equals(room)).toList();
            plan.addMasks(room, timeline);
            Set<String> sensors = new HashSet<>();
            ever.forEach(v -> sensors.addAll(v.setup().sensors()));
            for (String sensor : sensors) {
                Delays delays = delays(timeline, v -> v.setup().sensors().contains(sensor));
                plan.addLimits(site, sensor, room, ever, timeline, delays);
                plan.delays.computeIfAbsent(sensor, s -> new HashMap<>()).put(Watch.noData(site, sensor, room), delays);
            }
            plan.addDerived(site, room, ever, timeline);
        });
        return plan;
    }

    public Map<Watch, Limits> limitsOf(String sensor) {
        return limits.getOrDefault(sensor, Map.of());
    }

    public Map<Watch, Delays> delaysOf(String sensor) {
        return delays.getOrDefault(sensor, Map.of());
    }

    public boolean isUnmasked() {
        return masks.values().stream().allMatch(MaskRules::isEmpty);
    }

    public MaskRules masksOf(String room) {
        return masks.getOrDefault(room, MaskRules.NONE);
    }

    private void addMasks(String room, Timeline timeline) {
        Map<Instant, MaskRules.Rule> rules = new TreeMap<>();
        timeline.versions().values().forEach(version -> rules.put(version.from(), SetupChecks.masks(version.setup())));
        masks.put(room, new MaskRules(rules));
    }

    /** Adds a sensor's limits. Those that are no longer in force at any time are included, so that their findings are removed. */
    private void addLimits(
            String site, String sensor, String room, List<RoomVersion> ever, Timeline timeline, Delays delays) {
        Map<Watch, Limits> all = limits.computeIfAbsent(sensor, s -> new HashMap<>());
        byWatch(ever, timeline, version -> watches(site, sensor, room, version))
                .forEach((watch, versions) -> all.put(watch, new Limits(versions, delays)));
    }

    /** Returns, by watch, what the versions in force set; empty where one sets nothing for a watch of another. */
    private static <T> Map<Watch, Map<Instant, Optional<T>>> byWatch(
            List<RoomVersion> ever, Timeline timeline, Function<RoomVersion, Map<Watch, T>> of) {
        Map<Watch, Map<Instant, Optional<T>>> ofWatch = new HashMap<>();
        ever.forEach(v -> of.apply(v).keySet().forEach(watch -> ofWatch.put(watch, new TreeMap<>())));
        for (RoomVersion version : timeline.versions().values()) {
            Map<Watch, T> now = of.apply(version);
            ofWatch.forEach((watch, versions) -> versions.put(version.from(), Optional.ofNullable(now.get(watch))));
        }
        return ofWatch;
    }

    /** @param isWatched selects the versions under which a silence is an alarm, if they name a delay */
    private static Delays delays(Timeline timeline, Predicate<RoomVersion> isWatched) {
        Map<Instant, Optional<Delays.Delay>> silence = new TreeMap<>();
        for (RoomVersion version : timeline.versions().values()) {
            silence.put(
                    version.from(),
                    SetupChecks.noDataAfter(version.setup())
                            .filter(delay -> isWatched.test(version))
                            .map(delay -> new Delays.Delay(delay, version.setAt())));
        }
        return new Delays(silence);
    }

    /** Returns the limits that a version sets for a sensor; none where the sensor is not in the room. */
    private static Map<Watch, Limit> watches(String site, String sensor, String room, RoomVersion version) {
        if (!version.setup().sensors().contains(sensor)) {
            return Map.of();
        }
        ZoneId zone = SetupChecks.zone(version.setup());
        Map<Watch, Limit> watches = new HashMap<>();
        for (LimitSetup setup : version.setup().limits()) {
            if (!isDerived(setup)) {
                SetupChecks.limits(setup, zone)
                        .forEach(limit ->
                                watches.put(new Watch(site, sensor, room, setup.name(), kind(setup, limit)), limit));
            }
        }
        return watches;
    }

    private static boolean isDerived(LimitSetup setup) {
        return over(setup) != Over.ANY || setup.count() == Count.MKT;
    }

    private static Over over(LimitSetup setup) {
        return setup.over() == null ? Over.ANY : setup.over();
    }

    private static Kind kind(LimitSetup setup, Limit limit) {
        if (setup.count() == Count.MKT) {
            return Kind.MKT;
        }
        return limit.day() == null ? Kind.EACH : limit.high() == null ? Kind.DAILY_LOW : Kind.DAILY_HIGH;
    }

    /** Adds a room's derived limits, with those no longer in force as in {@link #addLimits}. */
    private void addDerived(String site, String room, List<RoomVersion> ever, Timeline timeline) {
        Delays delays = delays(timeline, v -> true);
        byWatch(ever, timeline, version -> phases(site, room, version))
                .forEach((watch, versions) -> derived.put(watch, new Derived(watch.over(), versions, delays)));
    }

    private static Map<Watch, Derived.Phase> phases(String site, String room, RoomVersion version) {
        RoomSetup setup = version.setup();
        Map<Watch, Derived.Phase> phases = new HashMap<>();
        for (LimitSetup each : setup.limits()) {
            for (Limit limit : isDerived(each) ? SetupChecks.limits(each, SetupChecks.zone(setup)) : List.<Limit>of()) {
                Duration window = SetupChecks.window(each);
                Kind kind = kind(each, limit);
                if (over(each) == Over.ANY) {
                    setup.sensors()
                            .forEach(sensor -> phases.put(
                                    new Watch(site, sensor, room, each.name(), kind),
                                    new Derived.Phase(Set.of(sensor), limit, window)));
                } else {
                    phases.put(
                            Watch.ofRoom(site, over(each), room, each.name(), kind),
                            new Derived.Phase(Set.copyOf(setup.sensors()), limit, window));
                }
            }
        }
        return phases;
    }
}
