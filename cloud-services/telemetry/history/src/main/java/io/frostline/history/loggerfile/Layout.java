package io.frostline.history.loggerfile;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param headerLine line number, from 1
 * @param firstLine first line of data
 * @param lastLine last line of data; lines after it hold no readings
 * @param date column of the instant, or of the date; from 0
 * @param time column of the time, if separate; -1 if none
 * @param sensor column of the sensor name in the long form; -1 in the wide form
 * @param instants true if times are instants: counted from 1970, or each with an offset
 * @param zone zone of local times; null for instants
 */
record Layout(
        Charset encoding,
        char delimiter,
        char decimal,
        List<HeaderCell> header,
        int headerLine,
        int firstLine,
        long lastLine,
        int date,
        int time,
        int sensor,
        List<ValueColumn> columns,
        boolean instants,
        Moment.Order order,
        @Nullable ZoneId zone,
        Direction direction) {
    /** Returns true if the header is that of one of the product's own forms. */
    boolean isOwn() {
        return header.getFirst().text().equals("date")
                || header.stream().map(HeaderCell::text).toList().equals(List.of("sensor", "at", "celsius"));
    }

    enum Direction {
        OLDEST_FIRST,
        NEWEST_FIRST,
        MIXED
    }

    /** @param sensor name of the sensor in the wide form */
    record ValueColumn(int index, String header, String sensor, TemperatureUnit unit) {}
}
