package io.frostline.history.loggerfile;

import io.frostline.contract.Topics;
import io.frostline.contract.recording.BadReading;
import io.frostline.platform.text.EnumText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judge of what was found of a file: if it leaves no doubt, that is the file's layout. One instance serves one file.
 *
 * @param profile null if the file fits none
 * @param doubts doubts found so far
 */
record LayoutJudge(
        Path file,
        Charset encoding,
        FileSettings settings,
        @Nullable Profile profile,
        char delimiter,
        Found found,
        Scan scan,
        List<Doubt> doubts) {
    /**
     * @param date column of the dates, {@code time} of the times, {@code sensor} of the sensor names; -1 if none
     * @param ignored headers of the columns that are not imported
     * @param byPattern true if dates can be read only by the given pattern
     */
    record Found(
            List<HeaderCell> cells,
            int headerLine,
            int date,
            int time,
            int sensor,
            List<Layout.ValueColumn> columns,
            List<String> ignored,
            boolean byPattern) {}

    /** @throws BadReading if the file holds nothing that could be imported */
    LoggerFiles.Result judge() throws BadReading {
        if (scan.longer > 0) {
            doubts.add(new Doubt(
                    scan.commas + scan.points == 0 || delimiter == ',' ? "decimal" : "delimiter",
                    scan.longer + " rows have more fields than the header has names (line " + scan.firstLonger
                            + ": " + scan.longerFields
                            + " instead of " + found.cells.size()
                            + "), so that columns shift. If this is a decimal comma, write such numbers in"
                            + " quotes, or divide the columns by semicolons"));
        }
        if (scan.rows == 0) {
            throw new BadReading(
                    "body",
                    "below its header on line " + found.headerLine
                            + " there is no row with a date or time that can be read");
        }
        if (found.columns.isEmpty() && doubts.isEmpty()) {
            throw new BadReading(
                    "columns",
                    "none of its columns is a temperature (" + String.join(", ", found.ignored)
                            + "); if one is, name it with its sensor, like columns=Probe:freezer-1");
        }
        names();
        Moment.Order order = order();
        ZoneId zone = zone().orElse(null);
        Layout.Direction direction = scan.direction(order);
        Character given = settings.decimal();
        char decimal = given != null ? given : scan.commas > 0 && scan.points == 0 ? ',' : '.';
        if (given == null && scan.commas > 0 && scan.points > 0) {
            doubts.add(new Doubt(
                    "decimal", "some numbers have a decimal comma, others a point; give decimal=, or decimal=."));
        }
        if (!doubts.isEmpty()) {
            return new LoggerFiles.Result.Doubtful(List.copyOf(doubts));
        }
        Layout layout = new Layout(
                encoding,
                delimiter,
                decimal,
                found.cells,
                found.headerLine,
                found.headerLine + 1,
                scan.lastLine,
                found.date,
                found.time,
                found.sensor,
                found.columns,
                scan.local == 0,
                order,
                zone,
                direction);
        return new LoggerFiles.Result.Understood(
                new LoggerFile(file, understanding(layout), layout, found.byPattern ? settings.datePattern() : null));
    }

    private void names() {
        if (found.sensor >= 0 && found.columns.size() > 1) {
            doubts.add(new Doubt(
                    "columns",
                    found.columns.stream()
                            .map(Layout.ValueColumn::header)
                            .collect(Collectors.joining(
                                    ", ",
                                    "a row names its sensor, and several columns are temperatures: ",
                                    "; name the one to take"))));
        }
        Set<String> seen = new TreeSet<>();
        for (Layout.ValueColumn column : found.columns) {
            if (found.sensor < 0 && !seen.add(column.sensor())) {
                doubts.add(new Doubt(
                        "columns",
                        "two columns would be the sensor " + column.sensor() + "; name them, like columns=2:a,3:b"));
            }
            if (found.sensor < 0 && !Topics.isName(column.sensor())) {
                doubts.add(new Doubt(
                        "columns",
                        "'" + column.sensor() + "' can't be a sensor's name: it must be " + Topics.NAME_RULE));
            }
        }
    }

    private Moment.Order order() {
        String given = settings.dates();
        if (found.byPattern) {
            if (scan.notByPattern > 0) {
                doubts.add(new Doubt(
                        "dateFormat", scan.notByPattern + " of " + scan.rows + " dates can't be '" + given + "'"));
            }
            return Moment.Order.DAY_FIRST;
        }
        if (!scan.hasOrder) {
            return Moment.Order.DAY_FIRST;
        }
        if (!given.isEmpty()) {
            boolean dayFirst = given.indexOf('d') < given.indexOf('M');
            long wrong = dayFirst ? scan.notDayFirst : scan.notMonthFirst;
            if (wrong > 0) {
                long other = dayFirst ? scan.notMonthFirst : scan.notDayFirst;
                doubts.add(new Doubt(
                        "dateFormat",
                        wrong + " of " + scan.rows + " dates can't be '" + given + "'"
                                + (other == 0
                                        ? "; with the " + (dayFirst ? "month" : "day") + " first all of them can"
                                        : "")));
            }
            return dayFirst ? Moment.Order.DAY_FIRST : Moment.Order.MONTH_FIRST;
        }
        if (scan.canBeYearFirst() && !scan.dotted) {
            doubts.add(
                    new Doubt(
                            "dateFormat",
                            "its dates have a year of two digits, and it can be the first number or the last; give dateFormat=yy-MM-dd or dateFormat=dd-MM-yy"));
        }
        if (scan.canBeDayFirst && scan.canBeMonthFirst && !scan.dotted) {
            doubts.add(
                    new Doubt(
                            "dateFormat",
                            "its dates can be read with the day first and with the month first; give dateFormat=dd/MM/yyyy or dateFormat=MM/dd/yyyy"));
        } else if (!scan.canBeDayFirst && !scan.canBeMonthFirst) {
            doubts.add(new Doubt(
                    "dateFormat", "some of its dates can't have the day first, others can't have the month first"));
        }
        return scan.canBeDayFirst ? Moment.Order.DAY_FIRST : Moment.Order.MONTH_FIRST;
    }

    private Optional<ZoneId> zone() {
        if (scan.local == 0) {
            return Optional.empty();
        }
        Optional<ZoneId> zone = Optional.ofNullable(settings.zone())
                .or(() -> found.cells.get(found.date).offset())
                .or(() -> found.time < 0
                        ? Optional.empty()
                        : found.cells.get(found.time).offset());
        if (zone.isEmpty()) {
            doubts.add(
                    new Doubt(
                            "zone",
                            "its times are local and say no zone; give zone=Europe/Madrid, or, for a clock without summer time, zone=%2B01:00"));
        }
        return zone;
    }

    private Understanding understanding(Layout layout) {
        Map<String, String> columns = new LinkedHashMap<>();
        Map<String, String> units = new LinkedHashMap<>();
        layout.columns().forEach(column -> {
            columns.put(column.header(), layout.sensor() < 0 ? column.sensor() : "named by each row");
            units.put(column.header(), EnumText.of(column.unit()));
        });
        String dateOrder = scan.local == 0
                ? "instant"
                : found.byPattern
                        ? settings.dates()
                        : !scan.hasOrder
                                ? "year-first"
                                : layout.order() == Moment.Order.DAY_FIRST ? "day-first" : "month-first";
        ZoneId zone = layout.zone();
        return new Understanding(
                profile == null ? null : profile.name(),
                (encoding.equals(StandardCharsets.UTF_8) ? "UTF-8" : encoding.name()),
                delimiter == '\t' ? "tab" : Character.toString(delimiter),
                Character.toString(layout.decimal()),
                layout.headerLine(),
                layout.firstLine(),
                layout.lastLine(),
                columns,
                units,
                found.ignored.stream().filter(text -> !text.isEmpty()).toList(),
                zone == null ? null : zone.getId(),
                dateOrder,
                EnumText.of(layout.direction()));
    }
}
