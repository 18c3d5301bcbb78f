package io.frostline.history.loggerfile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was understood of a file, for whoever is to confirm it.
 *
 * @param profile that it was recognised by; null: none
 * @param columns by header, the sensors of the columns that are taken
 * @param units by header, their units
 * @param ignored headers of columns that are not
 * @param zone null: its times are instants
 * @param dateOrder {@code year-first}, {@code day-first}, {@code month-first}, or {@code instant}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Understanding(
        @Nullable String profile,
        String encoding,
        String delimiter,
        String decimal,
        int headerLine,
        int firstLine,
        long lastLine,
        Map<String, String> columns,
        Map<String, String> units,
        List<String> ignored,
        @Nullable String zone,
        String dateOrder,
        String rowOrder) {}
