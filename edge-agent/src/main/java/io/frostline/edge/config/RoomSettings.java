package io.frostline.edge.config;

import io.frostline.edge.config.AgentConfig.Polled;
import io.frostline.edge.control.DefrostSchedule;
import io.frostline.edge.control.Equipment;
import io.frostline.edge.control.RoomConfig;
import io.frostline.edge.control.RoomConfig.Warming;
import io.frostline.edge.control.RoomPlan;
import io.frostline.edge.control.RoomPlan.DefrostPlan;
import io.frostline.edge.control.RoomPlan.SafeCycle;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class RoomSettings {
    private static final Duration MIN_TIME = Duration.ofSeconds(1);
    private static final Duration MAX_TIME = Duration.ofDays(1);

    private final Path folder;
    private final Map<String, Polled> sensors = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> placed = new HashSet<>();

    RoomSettings(Path folder, List<Polled> polled) {
        this.folder = folder;
        polled.forEach(sensor -> sensors.put(sensor.name(), sensor));
    }

    List<RoomConfig> read(List<Settings> rooms) {
        return rooms.stream().map(this::room).toList();
    }

    private RoomConfig room(Settings settings) {
        String name = settings.required("name", "freezer");
        settings.checkName("name", name, "rooms", names);
        List<String> members = members(settings);
        double setPoint = temperature(settings, "set-point", -20);
        Settings band = settings.section("band");
        double lowest = temperature(band, "lowest", setPoint);
        double highest = temperature(band, "highest", setPoint);
        band.refuseOthers();
        if (setPoint < lowest || setPoint > highest) {
            settings.problem("band", "must hold the set point, " + setPoint);
        }
        Settings defrost = settings.section("defrost");
        Settings door = settings.section("door");
        RoomPlan plan = plan(settings, members, defrost, door);
        double warmest = highest + plan.hysteresis();
        DefrostPlan planned = plan.defrost();
        Double until = planned == null ? null : planned.until();
        if (until != null && until <= warmest) {
            defrost.problem("until", "must be above where the compressor may start, " + warmest);
        }
        Equipment equipment = new EquipmentSettings(folder).read(settings.section("actuator"), defrost, door);
        defrost.refuseOthers();
        door.refuseOthers();
        Warming warming = warming(settings.section("warming"), warmest).orElse(null);
        settings.refuseOthers();
        return new RoomConfig(name, members, setPoint, lowest, highest, plan, warming, equipment);
    }

    private List<String> members(Settings settings) {
        List<String> members = settings.texts("sensors");
        if (members.isEmpty()) {
            settings.problem("sensors", "name the sensors that measure the room");
        }
        for (String member : members) {
            if (!sensors.containsKey(member)) {
                settings.problem("sensors", "'" + member + "' is none of those that are named under sensors");
            } else if (!placed.add(member)) {
                settings.problem("sensors", "'" + member + "' can't stand in two rooms, or twice in one");
            }
        }
        return members;
    }

    private RoomPlan plan(Settings settings, List<String> members, Settings defrost, Settings door) {
        Duration slowest = members.stream()
                .map(sensors::get)
                .filter(sensor -> sensor != null)
                .map(Polled::interval)
                .max(Duration::compareTo)
                .orElse(MIN_TIME);
        Duration otherwise = Collections.max(List.of(RoomPlan.DEFAULT_SENSOR_TIMEOUT, slowest.multipliedBy(3)));
        Duration timeout = duration(settings, "sensor-timeout", otherwise);
        if (timeout.compareTo(slowest.multipliedBy(2)) < 0) {
            settings.problem(
                    "sensor-timeout",
                    "must be at least twice the interval of the room's slowest sensor, " + slowest.toSeconds() + "s");
        }
        Duration minimumOn = duration(settings, "min-on", RoomPlan.DEFAULT_MINIMUM_ON);
        Duration minimumOff = duration(settings, "min-off", RoomPlan.DEFAULT_MINIMUM_OFF);
        double hysteresis = settings.number(
                "hysteresis", RoomPlan.DEFAULT_HYSTERESIS, v -> v >= 0.1 && v <= 10, "must be from 0.1 to 10");
        return new RoomPlan(
                hysteresis,
                minimumOn,
                minimumOff,
                timeout,
                safeCycle(settings.section("safe-state"), minimumOn, minimumOff),
                defrost(defrost).orElse(null),
                duration(door, "longest-stop", RoomPlan.DEFAULT_LONGEST_DOOR_STOP));
    }

    private static SafeCycle safeCycle(Settings settings, Duration minimumOn, Duration minimumOff) {
        SafeCycle cycle = new SafeCycle(
                duration(settings, "run", SafeCycle.DEFAULT.run()),
                duration(settings, "every", SafeCycle.DEFAULT.every()));
        if (cycle.run().compareTo(minimumOn) < 0) {
            settings.problem("run", "must be at least min-on, " + minimumOn.toSeconds() + "s");
        }
        if (cycle.every().minus(cycle.run()).compareTo(minimumOff) < 0) {
            settings.problem("every", "must leave min-off, " + minimumOff.toSeconds() + "s, after each run");
        }
        settings.refuseOthers();
        return cycle;
    }

    private static Optional<DefrostPlan> defrost(Settings settings) {
        if (!settings.isPresent()) {
            return Optional.empty();
        }
        DefrostSchedule schedule = settings.has("at") ? daily(settings) : new DefrostSchedule.Every(every(settings));
        Duration longest = settings.duration(
                "longest", DefrostPlan.DEFAULT_LONGEST, Duration.ofMinutes(1), Duration.ofMinutes(59));
        Double until = settings.has("until") ? temperature(settings, "until", 0) : null;
        return Optional.of(new DefrostPlan(schedule, longest, until));
    }

    private static Duration every(Settings settings) {
        if (!settings.has("every")) {
            settings.problem("every", "is missing, and so is at; for example 6h");
        }
        return settings.duration("every", Duration.ofHours(6), Duration.ofHours(1), Duration.ofDays(7));
    }

    private static DefrostSchedule daily(Settings settings) {
        List<LocalTime> times = new ArrayList<>();
        for (String time : settings.texts("at")) {
            try {
                times.add(LocalTime.parse(time));
            } catch (DateTimeException e) {
                settings.problem("at", "'" + time + "' is no time of the day; write it like \"02:00\", in quotes");
            }
        }
        if (times.isEmpty()) {
            settings.problem("at", "must name times of the day, like [\"02:00\", \"14:00\"]");
        }
        ZoneId zone = ZoneId.of("UTC");
        try {
            zone = ZoneId.of(settings.required("zone", "Europe/Madrid"));
        } catch (DateTimeException e) {
            settings.problem("zone", e.getMessage() + "; for example Europe/Madrid");
        }
        return new DefrostSchedule.Daily(List.copyOf(times), zone);
    }

    private static Optional<Warming> warming(Settings settings, double warmest) {
        if (!settings.isPresent()) {
            return Optional.empty();
        }
        double limit = temperature(settings, "limit", warmest + 2);
        if (limit <= warmest) {
            settings.problem("limit", "must be above where the compressor may start, " + warmest);
        }
        Duration horizon =
                settings.duration("horizon", Warming.DEFAULT_HORIZON, Duration.ofMinutes(5), Duration.ofHours(2));
        settings.refuseOthers();
        return Optional.of(new Warming(limit, horizon));
    }

    private static double temperature(Settings settings, String key, double otherwise) {
        return settings.number(key, otherwise, v -> v > -100 && v < 100, "must be from -100 to 100");
    }

    private static Duration duration(Settings settings, String key, Duration otherwise) {
        return settings.duration(key, otherwise, MIN_TIME, MAX_TIME);
    }
}
