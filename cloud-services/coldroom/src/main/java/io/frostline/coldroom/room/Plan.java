package io.frostline.coldroom.room;

import io.frostline.coldroom.detection.Delays;
import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.detection.Limits;
import io.frostline.coldroom.detection.MaskRules;
import io.frostline.coldroom.excursion.Watch;
import io.frostline.coldroom.excursion.Watch.Kind;
import io.frostline.coldroom.room.RoomSetup.LimitSetup;
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

/**
 * What is watched at a site: of each sensor, in the order of time, under which limits of which rooms.
 *
 * @param limits by sensor
 * @param delays by sensor
 * @param masks by room
 */
public record Plan(
        Map<String, Map<Watch, Limits>> limits, Map<String, Map<Watch, Delays>> delays, Map<String, MaskRules> masks) {
    static final Plan NONE = new Plan(Map.of(), Map.of(), Map.of());

    static Plan of(String site, Collection<RoomVersion> all) {
        Plan plan = new Plan(new HashMap<>(), new HashMap<>(), new HashMap<>());
        Timeline.ofSite(all).forEach((room, timeline) -> {
            List<RoomVersion> ever =
                    all.stream().filter(v -> v.room().equals(room)).toList();
            plan.addMasks(room, timeline);
            Set<String> sensors = new HashSet<>();
            ever.forEach(v -> sensors.addAll(v.setup().sensors()));
            for (String sensor : sensors) {
                plan.addLimits(site, sensor, room, ever, timeline);
                plan.addDelays(site, sensor, room, timeline);
            }
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

    /** Also under limits that are not in force any more at any time: what was found of them is to go. */
    private void addLimits(String site, String sensor, String room, List<RoomVersion> ever, Timeline timeline) {
        Map<Watch, Map<Instant, Optional<Limit>>> ofWatch = new HashMap<>();
        for (RoomVersion version : ever) {
            watches(site, sensor, room, version).keySet().forEach(watch -> ofWatch.put(watch, new TreeMap<>()));
        }
        for (RoomVersion version : timeline.versions().values()) {
            Map<Watch, Limit> now = watches(site, sensor, room, version);
            ofWatch.forEach((watch, versions) -> versions.put(version.from(), Optional.ofNullable(now.get(watch))));
        }
        Map<Watch, Limits> all = limits.computeIfAbsent(sensor, s -> new HashMap<>());
        ofWatch.forEach((watch, versions) -> all.put(watch, new Limits(versions)));
    }

    private void addDelays(String site, String sensor, String room, Timeline timeline) {
        Map<Instant, Optional<Duration>> silence = new TreeMap<>();
        for (RoomVersion version : timeline.versions().values()) {
            boolean here = version.setup().sensors().contains(sensor);
            silence.put(version.from(), here ? SetupChecks.noDataAfter(version.setup()) : Optional.empty());
        }
        delays.computeIfAbsent(sensor, s -> new HashMap<>()).put(Watch.noData(site, sensor, room), new Delays(silence));
    }

    /** Under which limits a version has a sensor; none where the sensor is not in the room. */
    private static Map<Watch, Limit> watches(String site, String sensor, String room, RoomVersion version) {
        if (!version.setup().sensors().contains(sensor)) {
            return Map.of();
        }
        ZoneId zone = SetupChecks.zone(version.setup());
        Map<Watch, Limit> watches = new HashMap<>();
        for (LimitSetup setup : version.setup().limits()) {
            for (Limit limit : SetupChecks.limits(setup, zone)) {
                Kind kind = limit.day() == null ? Kind.EACH : limit.high() == null ? Kind.DAILY_LOW : Kind.DAILY_HIGH;
                watches.put(new Watch(site, sensor, room, setup.name(), kind), limit);
            }
        }
        return watches;
    }
}
