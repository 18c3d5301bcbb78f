package io.frostline.history.loggerfile;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a file that come from outside it. What they leave open, as null, the file decides.
 *
 * @param profile name of a {@link Profile}
 * @param zone time zone of times that state none
 * @param datePattern pattern of java.time, like {@code dd/MM/yyyy HH:mm}
 * @param unit unit of columns that state none
 * @param columns sensors of the columns to import, by the header's text or number from 1; if empty, all temperature columns
 * @param own true if the file is in the product's own form: its headers are sensor names, whatever words they contain
 */
public record FileSettings(
        @Nullable String profile,
        @Nullable ZoneId zone,
        @Nullable String datePattern,
        @Nullable TemperatureUnit unit,
        Map<String, String> columns,
        @Nullable Character delimiter,
        @Nullable Character decimal,
        @Nullable Charset encoding,
        boolean own) {
    public static final FileSettings NONE = new FileSettings(null, null, null, null, Map.of(), null, null, null, false);

    public FileSettings {
        columns = Map.copyOf(columns);
    }

    FileSettings or(Profile profile) {
        return new FileSettings(
                profile.name(),
                zone == null ? profile.zone().orElse(null) : zone,
                datePattern == null ? profile.datePattern().orElse(null) : datePattern,
                unit == null ? profile.unit().orElse(null) : unit,
                columns,
                delimiter == null ? profile.delimiter().orElse(null) : delimiter,
                decimal == null ? profile.decimal().orElse(null) : decimal,
                encoding,
                own);
    }

    /** Returns the pattern of the dates; empty if it is open. */
    String dates() {
        return datePattern == null ? "" : datePattern;
    }
}
