package io.frostline.history.loggerfile;

import io.frostline.contract.Topics;
import java.text.Normalizer;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Header cell, and what its words say about its column: {@code unit} is the one that it names, or null. */
record HeaderCell(String text, Role role, @Nullable TemperatureUnit unit) {
    enum Role {
        TIME,
        SENSOR,
        TEMPERATURE,
        /** Quantity that is no temperature of the air or the goods, or an event. */
        OTHER,
        UNKNOWN
    }

    private static final int WORDS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern TIME = Pattern.compile(
            "\\b(date|time|datetime|timestamp|date[-_ ]?time|datum|uhrzeit|zeit|zeitstempel|fecha|hora|hour|heure|data|ora|at"
                    + "|last_changed|last_updated)\\b.*",
            WORDS);
    private static final Pattern SENSOR = Pattern.compile(
            "(sensor|sensor[-_ ]?(id|name)|entity[-_ ]?id|device([-_ ]?(id|name))?|probe|channel|kanal|messstelle|sonde|sonda)",
            WORDS);
    private static final Pattern OTHER = Pattern.compile(
            "humid|feuchte|humedad|humidit|\\brh\\b|%\\s?r[hf]|\\[%\\]|\\(%\\)|\\bdew|\\btau|roc[ií]o|\\bhpa\\b|\\bmbar\\b|\\bkpa\\b|pressure|druck|presi[oó]n"
                    + "|\\blux\\b|\\blight|batter|voltage|\\bvolt|\\(v\\)|\\bppm\\b|\\bco2\\b|\\bvpd\\b|signal|rssi|host conn|button|\\beof\\b"
                    + "|end of file|stopped|coupler|logged|\\bevent|alarm|status|comment|remark|bemerkung|\\bflag|\\bmovement|acceler|"
                    + "^#$|^nr?\\.?$|^no\\.?$|^index$|^id$|^record|measurement sequence|tx power|serial",
            WORDS);
    private static final Pattern TEMPERATURE =
            Pattern.compile("temp|[°º*]\\s?[cfk]\\b|celsius|fahrenheit|kelvin", WORDS);
    private static final Pattern UNIT = Pattern.compile(
            "[°º˚*]\\s?([cfk])(?![a-z])|[\\[(](?:deg\\.?\\s*)?([cfk])[\\])]|(?<![a-z])(celsius|fahrenheit|kelvin)|\\bdeg\\.?\\s?([cfk])\\b|_([cf])$",
            WORDS);
    private static final Pattern OFFSET =
            Pattern.compile("\\b(?:GMT|UTC)\\s?([+-]\\s?\\d{1,2}(?::?\\d{2})?)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_BRACKETS = Pattern.compile("[\\[(][^\\])]*[\\])]?");

    static HeaderCell of(String cell) {
        String text = cell.strip();
        TemperatureUnit unit = unit(text).orElse(null);
        Role role;
        if (SENSOR.matcher(text).matches()) {
            role = Role.SENSOR;
        } else if (TIME.matcher(text).matches()) {
            role = Role.TIME;
        } else if (OTHER.matcher(text).find()) {
            role = Role.OTHER;
        } else if (unit != null || TEMPERATURE.matcher(text).find()) {
            role = Role.TEMPERATURE;
        } else {
            role = Role.UNKNOWN;
        }
        return new HeaderCell(text, role, unit);
    }

    private static Optional<TemperatureUnit> unit(String text) {
        Matcher matcher = UNIT.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return TemperatureUnit.of(matcher.group(group));
            }
        }
        return Optional.empty();
    }

    /** Returns the fixed offset that it names, as in {@code Date Time - GMT -05:00}. */
    Optional<ZoneId> offset() {
        Matcher matcher = OFFSET.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String offset = matcher.group(1);
        if (offset == null) {
            return Optional.of(ZoneOffset.UTC);
        }
        String digits = offset.replace(" ", "").replace(":", "");
        String sign = digits.substring(0, 1);
        String number = digits.substring(1);
        int hours = Integer.parseInt(number.length() > 2 ? number.substring(0, number.length() - 2) : number);
        int minutes = number.length() > 2 ? Integer.parseInt(number.substring(number.length() - 2)) : 0;
        return hours > 18 ? Optional.empty() : Optional.of(ZoneId.of("%s%02d:%02d".formatted(sign, hours, minutes)));
    }

    /** Returns a sensor name made of its words; empty if nothing is left of them. */
    String sensorName() {
        return sensorName(text);
    }

    static String sensorName(String text) {
        String plain = Normalizer.normalize(
                        IN_BRACKETS.matcher(text.replaceAll("_([cfCF])$", "")).replaceAll(" "), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace("ß", "ss")
                .replaceAll("[°º*]\\s?[cCfFkK]\\b", " ")
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^[^A-Za-z0-9]+|[-._]+$", "");
        String name = plain.length() > 64 ? plain.substring(0, 64) : plain;
        return Topics.isName(name) ? name : "";
    }

    boolean is(String name) {
        return text.toLowerCase(Locale.ROOT).equals(name);
    }
}
