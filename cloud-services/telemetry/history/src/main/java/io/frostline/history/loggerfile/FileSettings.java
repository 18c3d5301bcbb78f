package io.frostline.history.loggerfile;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a file that come from outside it. What they leave open, the file decides.
 *
 * @param profile name of a {@link Profile}
 * @param zone time zone of times that state none
 * @param datePattern pattern of java.time, like {@code dd/MM/yyyy HH:mm}
 * @param unit unit of columns that state none
 * @param columns sensors of the columns to import, by the header's text or number from 1; if empty, all temperature columns
 * @param own true if the file is in the product's own form: its headers are sensor names, whatever words they contain
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
