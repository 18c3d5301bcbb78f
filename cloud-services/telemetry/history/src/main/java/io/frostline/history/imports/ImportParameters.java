package io.frostline.history.imports;

import io.frostline.contract.Topics;
import io.frostline.history.loggerfile.FileSettings;
import io.frostline.history.loggerfile.TemperatureUnit;
import io.frostline.platform.web.Parameters;
import io.frostline.platform.web.Refused;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

record ImportParameters(MultivaluedMap<String, String> values) {
    private static final String[] KNOWN = {
        "preview", "profile", "zone", "dateFormat", "unit", "columns",
        "delimiter", "decimal", "encoding", "interval", "accept", "by"
    };

    /** @throws Refused if a parameter is not known */
    static ImportParameters of(UriInfo uri) {
        Parameters.requireKnown(uri, KNOWN);
        return new ImportParameters(uri.getQueryParameters());
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(values.getFirst(name)).filter(value -> !value.isEmpty());
    }

    static String site(String site) {
        if (!Topics.isName(site)) {
            throw Refused.badRequest("site", "site must be " + Topics.NAME_RULE);
        }
        return site;
    }

    boolean preview() {
        return text("preview")
                .map(value -> choice("preview", value, "true", "false").equals("true"))
                .orElse(false);
    }

    /** Returns true if valid rows are stored although others are rejected. */
    boolean partial() {
        return text("accept")
                .map(value -> choice("accept", value, "partial", "all").equals("partial"))
                .orElse(false);
    }

    private static String choice(String name, String value, String... allowed) {
        for (String each : allowed) {
            if (each.equals(value)) {
                return value;
            }
        }
        throw Refused.badRequest(name, "'" + value + "' must be " + String.join(" or ", allowed));
    }

    Optional<String> by() {
        return text("by");
    }

    FileSettings file() {
        return new FileSettings(
                text("profile").orElse(null),
                zone().orElse(null),
                text("dateFormat").orElse(null),
                text("unit").map(ImportParameters::unit).orElse(null),
                columns(),
                text("delimiter").map(ImportParameters::delimiter).orElse(null),
                text("decimal")
                        .map(value -> choice("decimal", value, ",", ".").charAt(0))
                        .orElse(null),
                text("encoding").map(ImportParameters::encoding).orElse(null),
                false);
    }

    private static TemperatureUnit unit(String text) {
        return TemperatureUnit.of(text)
                .orElseThrow(() -> Refused.badRequest("unit", "'" + text + "' must be C, F or K"));
    }

    private static char delimiter(String text) {
        if (text.equals("tab")) {
            return '\t';
        }
        if (text.length() != 1 || Character.isLetterOrDigit(text.charAt(0)) || text.charAt(0) == '"') {
            throw Refused.badRequest("delimiter", "'" + text + "' must be one character, or tab");
        }
        return text.charAt(0);
    }

    private static Charset encoding(String text) {
        try {
            return Charset.forName(text);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw Refused.badRequest("encoding", "'" + text + "' is not known; write it like windows-1252");
        }
    }

    /** Returns the zone. In a URL a plus sign decodes to a blank: {@code zone=+01:00} is what people type, and is unambiguous. */
    private Optional<ZoneId> zone() {
        Optional<String> text = text("zone").map(value -> value.startsWith(" ") ? "+" + value.strip() : value);
        try {
            return text.map(ZoneId::of);
        } catch (DateTimeException e) {
            throw Refused.badRequest(
                    "zone", "'" + text.orElse("") + "' is no time zone; write it like America/New_York, or %2B01:00");
        }
    }

    /** Returns the sensors by header, from {@code header:sensor,header:sensor}. */
    private Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String each : text("columns").map(value -> value.split(",")).orElse(new String[0])) {
            int colon = each.lastIndexOf(':');
            if (colon < 1 || !Topics.isName(each.substring(colon + 1).strip())) {
                throw Refused.badRequest(
                        "columns",
                        "'" + each + "' must be a header or its number, a colon, and the sensor's name, which must be "
                                + Topics.NAME_RULE);
            }
            columns.put(
                    each.substring(0, colon).strip(), each.substring(colon + 1).strip());
        }
        return columns;
    }

    Optional<Duration> interval() {
        Optional<String> interval = text("interval");
        try {
            Optional<Duration> parsed = interval.map(Duration::parse);
            if (parsed.isEmpty() || parsed.get().toMillis() > 0 && parsed.get().compareTo(Duration.ofDays(1)) <= 0) {
                return parsed;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // the exception below says it
        }
        throw Refused.badRequest(
                "interval", "'" + interval.orElse("") + "' is no duration up to a day; write it like PT15M");
    }
}
