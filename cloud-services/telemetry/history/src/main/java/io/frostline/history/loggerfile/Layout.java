package io.frostline.history.loggerfile;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * How a file is laid out.
 *
 * @param headerLine from 1
 * @param firstLine of data
 * @param lastLine of data; what comes behind is no reading
 * @param date column of the instant, or of the date; from 0
 * @param time column of the time where it has one of its own; -1: none
 * @param sensor column of the sensor's name in the long form; -1: the wide form
 * @param instants whether times are instants: counted from 1970, or with an offset each
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
        Optional<ZoneId> zone,
        Direction direction) {
    /** The product's own forms. */
    static boolean isOwn(List<HeaderCell> header) {
        return header.getFirst().text().equals("date")
                || header.stream().map(HeaderCell::text).toList().equals(List.of("sensor", "at", "celsius"));
    }

    boolean isOwn() {
        return isOwn(header);
    }

    /** Order of the rows. */
    enum Direction {
        OLDEST_FIRST,
        NEWEST_FIRST,
        MIXED
    }

    /** A column that holds temperatures. @param sensor of the wide form */
    record ValueColumn(int index, String header, String sensor, TemperatureUnit unit) {}
}
