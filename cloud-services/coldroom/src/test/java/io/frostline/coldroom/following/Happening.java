package io.frostline.coldroom.following;

import static java.util.Objects.requireNonNull;

import io.frostline.coldroom.detection.Delays;
import io.frostline.coldroom.detection.Derived;
import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.detection.Limit.Stage;
import io.frostline.coldroom.detection.Limits;
import io.frostline.coldroom.detection.MaskRules;
import io.frostline.coldroom.detection.MaskRules.Event;
import io.frostline.coldroom.detection.Over;
import io.frostline.coldroom.detection.Wandering;
import io.frostline.coldroom.room.Plan;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random events in a room with two sensors over some hours around midnight, and random settings of the room.
 *
 * @param first settings until they are changed
 * @param plan settings at the end: from {@link #CHANGE} on they differ from the first
 * @param sensors readings of each sensor
 * @param events defrosts and doors in the agent's log
 */
record Happening(Plan first, Plan plan, Map<String, Readings> sensors, List<Event> events) {
    static final String SITE = "north";
    static final String ROOM = "cooler";
    /** Sensors in the catalog's order. */
    static final List<String> SENSORS = List.of("left", "right");

    static final int INTERVAL = 60_000;
    static final Instant BEGIN = Instant.parse("2026-01-15T21:00:00Z");
    static final Instant CHANGE = BEGIN.plus(Duration.ofMinutes(130));
    static final long BOOT = 0xb007;
    /** Offset of the boot's clock, in milliseconds. */
    static final long OFFSET = BEGIN.minus(Duration.ofHours(1)).toEpochMilli();

    private static final ZoneId ZONE = ZoneOffset.UTC;
    private static final Set<String> BOTH = Set.of("left", "right");

    static Happening of(Random random) {
        Map<String, Readings> sensors = new TreeMap<>();
        Map<String, NavigableMap<Instant, Optional<Limit>>> each = new TreeMap<>();
        Map<String, NavigableMap<Instant, Optional<Limit>>> daily = new TreeMap<>();
        Map<String, NavigableMap<Instant, Optional<Delays.Delay>>> delays = new TreeMap<>();
        for (String sensor : SENSORS) {
            sensors.put(
                    sensor,
                    Wandering.of(
                            random,
                            BEGIN.toEpochMilli() + random.nextInt(INTERVAL),
                            INTERVAL,
                            random.nextInt(3) == 0 ? 0 : INTERVAL,
                            50 + random.nextInt(250)));
            each.put(sensor, versions(limit(random, null), limit(random, null)));
            daily.put(sensor, versions(limit(random, ZONE), limit(random, ZONE)));
            delays.put(sensor, versions(delay(random), delay(random)));
        }
        Map<Watch, NavigableMap<Instant, Optional<Derived.Phase>>> derived = new HashMap<>();
        for (Over over : List.of(Over.ALL, Over.MEAN)) {
            derived.put(
                    Watch.ofRoom(SITE, over, ROOM, "air", Watch.Kind.EACH),
                    versions(phase(random, BOTH, null), phase(random, BOTH, null)));
        }
        Duration window = Duration.ofMinutes(60L + random.nextInt(120));
        derived.put(
                new Watch(SITE, "left", ROOM, "air", Watch.Kind.MKT),
                versions(phase(random, Set.of("left"), window), phase(random, Set.of("left"), window)));
        NavigableMap<Instant, MaskRules.Rule> rules = new TreeMap<>(Map.of(BEGIN, rule(random), CHANGE, rule(random)));
        return new Happening(
                plan(each, daily, delays, derived, rules, CHANGE),
                plan(each, daily, delays, derived, rules, Instant.MAX),
                sensors,
                events(random));
    }

    /** Returns the catalog of the sensors; an interval may be unknown. */
    SensorCatalog catalog() {
        return SensorCatalog.of(SENSORS.stream()
                .map(sensor -> new SensorCatalog.Sensor(
                        sensor,
                        Duration.ofMillis(requireNonNull(sensors.get(sensor)).interval(0))))
                .toList());
    }

    private static <T> NavigableMap<Instant, T> versions(T before, T after) {
        return new TreeMap<>(Map.of(BEGIN, before, CHANGE, after));
    }

    private static Plan plan(
            Map<String, NavigableMap<Instant, Optional<Limit>>> each,
            Map<String, NavigableMap<Instant, Optional<Limit>>> daily,
            Map<String, NavigableMap<Instant, Optional<Delays.Delay>>> delays,
            Map<Watch, NavigableMap<Instant, Optional<Derived.Phase>>> derived,
            NavigableMap<Instant, MaskRules.Rule> rules,
            Instant until) {
        Plan plan = new Plan(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        Delays ofRoom = new Delays(requireNonNull(delays.get("left")).headMap(until));
        derived.forEach(
                (watch, phases) -> plan.derived().put(watch, new Derived(watch.over(), phases.headMap(until), ofRoom)));
        for (String sensor : each.keySet()) {
            Delays ofSensor = new Delays(requireNonNull(delays.get(sensor)).headMap(until));
            plan.limits()
                    .put(
                            sensor,
                            Map.of(
                                    new Watch(SITE, sensor, ROOM, "air", Watch.Kind.EACH),
                                    new Limits(requireNonNull(each.get(sensor)).headMap(until), ofSensor),
                                    new Watch(SITE, sensor, ROOM, "air", Watch.Kind.DAILY_HIGH),
                                    new Limits(requireNonNull(daily.get(sensor)).headMap(until), ofSensor)));
            plan.delays().put(sensor, Map.of(Watch.noData(SITE, sensor, ROOM), ofSensor));
        }
        plan.masks().put(ROOM, new MaskRules(rules.headMap(until)));
        return plan;
    }

    /**
     * Returns a random limit or none.
     *
     * @param day time zone of a limit per day, which has only an upper bound; else null
     */
    private static Optional<Limit> limit(Random random, @Nullable ZoneId day) {
        List<Stage> stages = List.of(
                new Stage("warning", Duration.ofMinutes(random.nextInt(6))),
                new Stage("critical", Duration.ofMinutes(6 + random.nextInt(6))));
        boolean low = day == null && random.nextBoolean();
        return random.nextInt(8) == 0
                ? Optional.empty()
                : Optional.of(new Limit(
                        low ? Long.valueOf(2_000_000) : null,
                        Long.valueOf(6_000_000),
                        day == null ? random.nextInt(3) * 500_000L : 0,
                        stages,
                        day));
    }

    private static Optional<Derived.Phase> phase(Random random, Set<String> sensors, @Nullable Duration window) {
        return limit(random, window == null ? null : ZONE)
                .map(limit -> new Derived.Phase(
                        sensors, window == null ? limit : new Limit(null, limit.high(), 0, limit.stages()), window));
    }

    /** Returns a delay of a sensor that is expected before, while or after its readings arrive. */
    private static Optional<Delays.Delay> delay(Random random) {
        return random.nextInt(6) == 0
                ? Optional.empty()
                : Optional.of(new Delays.Delay(
                        Duration.ofMinutes(random.nextInt(15)),
                        BEGIN.plus(Duration.ofMinutes(random.nextInt(400) - 200))));
    }

    private static MaskRules.Rule rule(Random random) {
        Map<String, Duration> longest = new TreeMap<>();
        if (random.nextBoolean()) {
            longest.put("defrost", Duration.ofMinutes(1 + random.nextInt(60)));
        }
        if (random.nextBoolean()) {
            longest.put("door", Duration.ofMinutes(1 + random.nextInt(20)));
        }
        LocalTime at =
                BEGIN.plus(Duration.ofMinutes(random.nextInt(300))).atZone(ZONE).toLocalTime();
        return new MaskRules.Rule(
                ZONE,
                longest,
                random.nextInt(3) > 0
                        ? List.of()
                        : List.of(new MaskRules.Daily(at, Duration.ofMinutes(1 + random.nextInt(40)))));
    }

    /** Returns events at whole minutes, so that some share an instant. */
    private static List<Event> events(Random random) {
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            long at = BEGIN.plus(Duration.ofMinutes(random.nextInt(300))).toEpochMilli();
            String kind = random.nextBoolean() ? "defrost" : "door";
            events.add(new Event(kind, at, random.nextInt(3) > 0));
            if (random.nextInt(10) == 0) {
                events.add(new Event(kind, at, false));
            }
        }
        return events;
    }
}
