package io.frostline.history.loggerfile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Understanding of a file, for the person who must confirm it.
 *
 * @param profile profile that recognised it; null if none
 * @param columns sensors of the imported columns, by header
 * @param units units of these columns, by header
 * @param ignored headers of columns that are not imported
 * @param zone time zone; null if its times are instants
 * @param dateOrder {@code year-first}, {@code day-first}, {@code month-first}, {@code instant}, or the given date pattern
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
