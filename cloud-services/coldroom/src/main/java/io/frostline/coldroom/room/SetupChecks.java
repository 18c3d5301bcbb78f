package io.frostline.coldroom.room;

import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.detection.MaskRules;
import io.frostline.coldroom.room.RoomSetup.Count;
import io.frostline.coldroom.room.RoomSetup.DailyMask;
import io.frostline.coldroom.room.RoomSetup.LimitSetup;
import io.frostline.coldroom.room.RoomSetup.MaskSetup;
import io.frostline.coldroom.room.RoomSetup.StageSetup;
import io.frostline.contract.column.Readings;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Conversion of a setup into what detection needs. Refuses with the field and what would be right. */
final class SetupChecks {
    /** Maximum delay of a stage. Whatever is outside for longer is noticed in other ways. */
    private static final Duration MAX_DELAY = Duration.ofDays(7);

    private static final Duration MIN_WINDOW = Duration.ofHours(1);
    private static final Duration MAX_WINDOW = Duration.ofDays(31);

    private static final Duration MAX_MASK = Duration.ofHours(6);

    private static final List<StageSetup> DEFAULT =
            List.of(new StageSetup("warning", "PT45M"), new StageSetup("critical", "PT60M"));

    private static final List<String> SEVERITIES = List.of("warning", "critical");

    private SetupChecks() {}

    static void check(RoomSetup setup) {
        Checks.required("temperatureClass", setup.temperatureClass());
        zone(setup);
        Set<String> sensors = new HashSet<>();
        for (String sensor : Checks.required("sensors", setup.sensors())) {
            if (!sensors.add(Checks.name("sensors", sensor))) {
                throw Refused.badRequest("sensors", "name " + sensor + " twice");
            }
        }
        noDataAfter(setup);
        masks(setup);
        Set<String> names = new HashSet<>();
        for (LimitSetup limit : Checks.required("limits", setup.limits())) {
            if (!names.add(Checks.name("limits.name", limit.name()))) {
                throw Refused.badRequest("limits.name", "there are two limits named " + limit.name());
            }
            limits(limit, zone(setup));
            severities(limit);
        }
        Contacts.of(setup);
    }

    /** Refuses unknown severities. A misspelt one would alarm nobody and quarantine nothing. */
    private static void severities(LimitSetup limit) {
        for (StageSetup stage : limit.stages() == null ? List.<StageSetup>of() : limit.stages()) {
            if (!SEVERITIES.contains(stage.severity())) {
                throw Refused.badRequest(
                        "limits.stages.severity",
                        "'" + stage.severity() + "' must be one of " + String.join(", ", SEVERITIES));
            }
        }
    }

    static ZoneId zone(RoomSetup setup) {
        return parsed("zone", setup.zone(), ZoneId::of, "time zone; write it like Europe/Madrid");
    }

    static Optional<Duration> noDataAfter(RoomSetup setup) {
        return Optional.ofNullable(setup.noDataAfter()).map(text -> duration("noDataAfter", text));
    }

    static MaskRules.Rule masks(RoomSetup setup) {
        MaskSetup masks = setup.masks();
        Map<String, Duration> longest = new TreeMap<>();
        List<MaskRules.Daily> daily = new ArrayList<>();
        if (masks != null) {
            if (masks.defrost() != null) {
                longest.put("defrost", mask("masks.defrost", masks.defrost()));
            }
            if (masks.door() != null) {
                longest.put("door", mask("masks.door", masks.door()));
            }
            for (DailyMask each : masks.daily() == null ? List.<DailyMask>of() : masks.daily()) {
                LocalTime at =
                        parsed("masks.daily.at", each.at(), LocalTime::parse, "time of day; write it like 02:00");
                daily.add(new MaskRules.Daily(at, mask("masks.daily.length", each.length())));
            }
        }
        return new MaskRules.Rule(zone(setup), longest, daily);
    }

    /** Returns the length of a mask. A longer one is refused: the room would not be watched. */
    private static Duration mask(String field, @Nullable String text) {
        Duration length = duration(field, text);
        if (length.isZero() || length.compareTo(MAX_MASK) > 0) {
            throw Refused.badRequest(field, "must be more than PT0S and at most " + MAX_MASK + ", not " + text);
        }
        return length;
    }

    /** Returns one limit if each time outside counts by itself; for a day, one for each end that is given. */
    static List<Limit> limits(LimitSetup setup, ZoneId zone) {
        Long low = micro("limits.low", setup.low());
        Long high = micro("limits.high", setup.high());
        Long recovery = micro("limits.recovery", setup.recovery());
        long by = recovery == null ? 0 : recovery;
        List<Limit.Stage> stages = stages(setup);
        window(setup);
        if (setup.count() == Count.MKT && (high == null || low != null)) {
            throw Refused.badRequest("limits", "of " + setup.name() + ": a limit of count mkt has high, and no low");
        }
        try {
            if (setup.count() != Count.DAILY) {
                return List.of(new Limit(low, high, by, stages));
            }
            // both ends at once, so that an impossible pair is refused
            Limit unused = new Limit(low, high, by, stages);
            List<Limit> ofDay = new ArrayList<>();
            if (high != null) {
                ofDay.add(new Limit(null, high, 0, stages, zone));
            }
            if (low != null) {
                ofDay.add(new Limit(low, null, 0, stages, zone));
            }
            return ofDay;
        } catch (IllegalArgumentException e) {
            throw Refused.badRequest("limits", "of " + setup.name() + ": " + e.getMessage());
        }
    }

    /** Returns the window of the mean kinetic temperature; null where the limit applies to the temperature itself. */
    static @Nullable Duration window(LimitSetup setup) {
        String text = setup.window();
        if (setup.count() != Count.MKT) {
            if (text != null) {
                throw Refused.badRequest("limits.window", "of " + setup.name() + ": is for a limit of count mkt alone");
            }
            return null;
        }
        Duration window = parsed("limits.window", text, Duration::parse, "duration; write it like P30D");
        if (window.compareTo(MIN_WINDOW) < 0 || window.compareTo(MAX_WINDOW) > 0) {
            throw Refused.badRequest("limits.window", "must be from PT1H to P31D, not " + text);
        }
        return window;
    }

    private static List<Limit.Stage> stages(LimitSetup setup) {
        Duration longest = setup.count() == Count.DAILY ? Duration.ofDays(1) : MAX_DELAY;
        List<Limit.Stage> stages = new ArrayList<>();
        for (StageSetup stage : setup.stages() == null ? DEFAULT : setup.stages()) {
            Duration delay = duration("limits.stages.delay", stage.delay());
            if (delay.compareTo(longest) > 0) {
                throw Refused.badRequest(
                        "limits.stages.delay", "must be at most " + longest + ", not " + stage.delay());
            }
            stages.add(new Limit.Stage(Checks.name("limits.stages.severity", stage.severity()), delay));
        }
        return stages;
    }

    static Duration duration(String field, @Nullable String text) {
        Duration duration = parsed(field, text, Duration::parse, "duration; write it like PT45M");
        if (duration.isNegative() || duration.compareTo(MAX_DELAY) > 0) {
            throw Refused.badRequest(field, "must be from PT0S to " + MAX_DELAY + ", not " + text);
        }
        return duration;
    }

    /** @param what the text should be, and an example, for the refusal */
    private static <T> T parsed(String field, @Nullable String text, Function<String, T> parse, String what) {
        try {
            return parse.apply(Checks.required(field, text));
        } catch (DateTimeException | ArithmeticException e) {
            throw Refused.badRequest(field, "'" + text + "' is no " + what);
        }
    }

    private static @Nullable Long micro(String field, @Nullable BigDecimal celsius) {
        if (celsius == null) {
            return null;
        }
        if (celsius.abs().compareTo(BigDecimal.valueOf(300)) > 0) {
            throw Refused.badRequest(field, "must be from -300 to 300 degrees Celsius, not " + celsius);
        }
        return celsius.multiply(BigDecimal.valueOf(Readings.MICRO))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
