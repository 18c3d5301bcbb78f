package io.frostline.history.loggerfile;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of a file beside the file itself. What it leaves open, the file decides.
 *
 * @param profile name of a {@link Profile}
 * @param zone of times that say none
 * @param datePattern of java.time, like {@code dd/MM/yyyy HH:mm}
 * @param unit of columns that say none
 * @param columns by the header's text or number from 1, the sensors of the columns to take; empty: all that are temperatures
 * @param own the file is in the product's own form: its headers are sensors' names, whatever words are in them
 */
public record FileSettings(
        Optional<String> profile,
        Optional<ZoneId> zone,
        Optional<String> datePattern,
        Optional<TemperatureUnit> unit,
        Map<String, String> columns,
        Optional<Character> delimiter,
        Optional<Character> decimal,
        Optional<Charset> encoding,
        boolean own) {
    public static final FileSettings NONE = new FileSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);

    public FileSettings {
        columns = Map.copyOf(columns);
    }

    /** Returns these settings, and those of a profile where these say nothing. */
    FileSettings or(Profile profile) {
        return new FileSettings(
                Optional.of(profile.name()),
                zone.or(profile::zone),
                datePattern.or(profile::datePattern),
                unit.or(profile::unit),
                columns,
                delimiter.or(profile::delimiter),
                decimal.or(profile::decimal),
                encoding,
                own);
    }
}
