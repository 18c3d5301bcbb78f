package io.frostline.history.loggerfile;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.frostline.contract.Topics;
import io.frostline.contract.recording.BadReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reader of loggers' files: finds out how a file is laid out, or what about it is in doubt. What would change values is never
 * guessed.
 */
public final class LoggerFiles {
    /** What became of a file. */
    public sealed interface Result {
        record Understood(LoggerFile file) implements Result {}

        /** @param doubts at least one */
        record Doubtful(List<Doubt> doubts) implements Result {}
    }

    private static final int SAMPLE_LINES = 60;
    private static final int SAMPLE_ROWS = 400;
    private static final char[] DELIMITERS = {';', '\t', ',', '|'};

    private final List<Profile> profiles;

    public LoggerFiles(List<Profile> profiles) {
        this.profiles = List.copyOf(profiles);
    }

    /** @throws BadReading where it holds nothing that could be imported, whatever else is said of it */
    public Result understand(Path file, FileSettings given) throws IOException, BadReading {
        Charset encoding = given.encoding().isPresent() ? given.encoding().get() : TextEncoding.of(file);
        List<String> lines = firstLines(file, encoding);
        if (lines.stream().allMatch(String::isBlank)) {
            throw new BadReading("body", "is empty");
        }
        Optional<Profile> profile = profile(given, lines);
        if (profile.isPresent() && profile.get().refuse().isPresent()) {
            throw new BadReading(
                    "profile",
                    profile.get().name() + ": " + profile.get().refuse().get());
        }
        FileSettings settings = profile.map(given::or).orElse(given);
        return new Finder(file, encoding, settings, profile, delimiter(settings, lines)).find();
    }

    private static List<String> firstLines(Path file, Charset encoding) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(TextEncoding.open(file, encoding))) {
            for (String line = reader.readLine();
                    line != null && lines.size() < SAMPLE_LINES;
                    line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private Optional<Profile> profile(FileSettings given, List<String> lines) throws BadReading {
        if (given.profile().isEmpty()) {
            return profiles.stream()
                    .filter(profile -> profile.recognises(lines))
                    .findFirst();
        }
        String name = given.profile().get();
        return Optional.of(profiles.stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadReading(
                        "profile",
                        "'" + name + "' is not known; there are "
                                + String.join(
                                        ", ",
                                        profiles.stream()
                                                .map(Profile::name)
                                                .sorted()
                                                .toList()))));
    }

    /** By which most lines have the same number of fields, more than one. */
    private static char delimiter(FileSettings settings, List<String> lines) {
        if (settings.delimiter().isPresent()) {
            return settings.delimiter().get();
        }
        String first = lines.getFirst().strip().toLowerCase(Locale.ROOT);
        if (first.startsWith("sep=") && first.length() == 5) {
            return first.charAt(4);
        }
        char best = ',';
        long most = 0;
        for (char delimiter : DELIMITERS) {
            Map<Integer, Long> byFields = new LinkedHashMap<>();
            for (String line : lines) {
                int fields = fields(line, delimiter);
                if (fields > 1) {
                    byFields.merge(fields, 1L, Long::sum);
                }
            }
            long same =
                    byFields.values().stream().mapToLong(Long::longValue).max().orElse(0);
            if (same > most) {
                most = same;
                best = delimiter;
            }
        }
        return best;
    }

    private static int fields(String line, char delimiter) {
        int fields = 1;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            fields += !quoted && line.charAt(i) == delimiter ? 1 : 0;
        }
        return fields;
    }

    /** One file under way. */
    private static final class Finder {
        private final Path file;
        private final Charset encoding;
        private final FileSettings settings;
        private final Optional<Profile> profile;
        private final char delimiter;
        private final List<Doubt> doubts = new ArrayList<>();
        private final List<CsvRecord> sample = new ArrayList<>();
        /** Whether the header begins like that of the product's own form: then it has names, though units may be in them. */
        private boolean namesSensors;

        Finder(Path file, Charset encoding, FileSettings settings, Optional<Profile> profile, char delimiter) {
            this.file = file;
            this.encoding = encoding;
            this.settings = settings;
            this.profile = profile;
            this.delimiter = delimiter;
        }

        Result find() throws IOException, BadReading {
            LoggerFile.rows(file, encoding, delimiter, row -> {
                if (sample.size() < SAMPLE_ROWS && !LoggerFile.isBlank(row)) {
                    sample.add(row);
                }
            });
            Optional<DateTimeFormatter> pattern = pattern();
            int header = header();
            List<HeaderCell> cells = cells(sample.get(header));
            List<CsvRecord> data = sample.subList(header + 1, sample.size());
            int date = column(cells, data, true);
            if (date < 0) {
                throw new BadReading(
                        "body", "no column of it holds dates or times; the first line of data must have one");
            }
            int time = hasTimes(data, date) ? -1 : column(cells, data, false);
            if (time < 0) {
                requireTimes(cells, data, date);
            }
            namesSensors = cells.getFirst().text().equals("date");
            boolean ownWide = namesSensors
                    && (settings.own()
                            || cells.stream()
                                    .noneMatch(cell -> cell.role() == HeaderCell.Role.TEMPERATURE
                                            || cell.role() == HeaderCell.Role.OTHER));
            boolean ownLong = cells.stream().map(HeaderCell::text).toList().equals(List.of("sensor", "at", "celsius"));
            int sensor = ownWide ? -1 : index(cells, HeaderCell.Role.SENSOR);
            List<Layout.ValueColumn> columns = new ArrayList<>();
            List<String> ignored = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                if (i != date && i != time && i != sensor) {
                    take(cells.get(i), i, ownWide || ownLong, sensor >= 0, data, columns, ignored);
                }
            }
            Set<Integer> values = new HashSet<>();
            columns.forEach(column -> values.add(column.index()));
            boolean byPattern = pattern.isPresent() && !canBeRead(data, date);
            Scan scan = new Scan(
                    date,
                    time,
                    cells.size(),
                    sample.get(header).getFieldCount(),
                    values,
                    byPattern ? pattern : Optional.empty());
            long headerLine = sample.get(header).getStartingLineNumber();
            LoggerFile.rows(file, encoding, delimiter, row -> {
                if (row.getStartingLineNumber() > headerLine && !LoggerFile.isBlank(row)) {
                    scan.add(row);
                }
            });
            return conclude(cells, (int) headerLine, date, time, sensor, columns, ignored, scan, byPattern);
        }

        private Optional<DateTimeFormatter> pattern() throws BadReading {
            try {
                return settings.datePattern().map(LoggerFile::formatter);
            } catch (IllegalArgumentException e) {
                throw new BadReading(
                        "dateFormat",
                        "'" + settings.datePattern().orElse("") + "' is no date format; write it like dd/MM/yyyy");
            }
        }

        /** Whether its cells can be read without a pattern: that then says only which of day and month comes first. */
        private boolean canBeRead(List<CsvRecord> data, int date) {
            String given = settings.datePattern().orElse("");
            boolean yearFirst = given.startsWith("yy");
            if (yearFirst && (!given.startsWith("yyyy") || given.indexOf('d') < given.indexOf('M'))) {
                return false;
            }
            return data.stream().anyMatch(row -> isDate(LoggerFile.field(row, date)));
        }

        /** Whether its cells have a time of day beside the date: another column of times is then something else. */
        private boolean hasTimes(List<CsvRecord> data, int date) {
            String given = settings.datePattern().orElse("");
            if (given.indexOf('H') >= 0 || given.indexOf('h') >= 0) {
                return true;
            }
            return data.stream()
                    .map(row -> Moment.parse(LoggerFile.field(row, date)))
                    .flatMap(Optional::stream)
                    .anyMatch(moment -> moment.time() != null || moment.isEpoch());
        }

        /** Midnight would be a guess. */
        private void requireTimes(List<HeaderCell> cells, List<CsvRecord> data, int date) throws BadReading {
            if (hasTimes(data, date) || data.stream().noneMatch(row -> isTimeCell(LoggerFile.field(row, date)))) {
                return;
            }
            for (int i = 0; i < cells.size(); i++) {
                if (i != date && cells.get(i).role() == HeaderCell.Role.TIME) {
                    throw new BadReading(
                            "body", "its column '" + cells.get(i).text() + "' holds no times of day like 08:00");
                }
            }
            throw new BadReading(
                    "body", "its column '" + cells.get(date).text() + "' holds dates without a time of day");
        }

        private static boolean isDate(String cell) {
            return Moment.parse(cell).filter(moment -> moment.date() != null).isPresent();
        }

        private static boolean isEpoch(String cell) {
            return Moment.parse(cell).filter(Moment::isEpoch).isPresent();
        }

        private boolean isTimeCell(String cell) {
            return isDate(cell) || isEpoch(cell) || settings.datePattern().isPresent() && byPattern(cell);
        }

        private boolean byPattern(String cell) {
            try {
                return LoggerFile.byPattern(
                                LoggerFile.formatter(settings.datePattern().orElse("")), cell.strip(), "")
                        != null;
            } catch (DateTimeException | IllegalArgumentException e) {
                return false;
            }
        }

        /** The first row that names a column of times, with another behind it that has one; else the one before the first data. */
        private int header() throws BadReading {
            for (int i = 0; i < sample.size(); i++) {
                List<HeaderCell> cells = cells(sample.get(i));
                int time = index(cells, HeaderCell.Role.TIME);
                if (time >= 0
                        && cells.size() > 1
                        && sample.get(i).getFields().stream().noneMatch(this::isTimeCell)) {
                    return i;
                }
            }
            for (int i = 0; i < sample.size(); i++) {
                if (sample.get(i).getFields().stream().anyMatch(this::isTimeCell)) {
                    if (i == 0) {
                        break;
                    }
                    return i - 1;
                }
            }
            throw new BadReading(
                    "body",
                    "line " + sample.getFirst().getStartingLineNumber()
                            + ", the first, names no columns; begin the file with a line like 'sensor,at,celsius', or 'date' and the sensors' names");
        }

        private static List<HeaderCell> cells(CsvRecord row) {
            List<HeaderCell> cells =
                    new ArrayList<>(row.getFields().stream().map(HeaderCell::of).toList());
            while (cells.size() > 1 && cells.getLast().text().isEmpty()) {
                cells.removeLast();
            }
            return cells;
        }

        private static int index(List<HeaderCell> cells, HeaderCell.Role role) {
            for (int i = 0; i < cells.size(); i++) {
                if (cells.get(i).role() == role) {
                    return i;
                }
            }
            return -1;
        }

        /** Of dates, or of times alone: where most cells are such; headers that say so come first. */
        private int column(List<HeaderCell> cells, List<CsvRecord> data, boolean dates) {
            int best = -1;
            long most = 0;
            for (int i = 0; i < cells.size(); i++) {
                int index = i;
                long count = data.stream()
                        .map(row -> LoggerFile.field(row, index))
                        .filter(cell -> dates ? isTimeCell(cell) : isTimeAlone(cell))
                        .count();
                boolean named = cells.get(i).role() == HeaderCell.Role.TIME;
                long weight = count == 0 ? 0 : named ? count + data.size() : dates && isEpochOnly(data, i) ? 0 : count;
                if (weight > most) {
                    most = weight;
                    best = i;
                }
            }
            if (best < 0 && dates) {
                return index(cells, HeaderCell.Role.TIME); // nothing below it can be read: the answer says so
            }
            return best;
        }

        private static boolean isEpochOnly(List<CsvRecord> data, int index) {
            return data.stream().map(row -> LoggerFile.field(row, index)).noneMatch(Finder::isDate);
        }

        private static boolean isTimeAlone(String cell) {
            return Moment.parse(cell)
                    .filter(moment -> moment.date() == null && !moment.isEpoch())
                    .isPresent();
        }

        private void take(
                HeaderCell cell,
                int index,
                boolean own,
                boolean longForm,
                List<CsvRecord> data,
                List<Layout.ValueColumn> columns,
                List<String> ignored) {
            Optional<String> asked = asked(cell, index);
            if (!settings.columns().isEmpty()) {
                if (asked.isPresent()) {
                    columns.add(column(cell, index, asked.get(), own));
                } else {
                    ignored.add(cell.text());
                }
                return;
            }
            boolean temperature =
                    profile.filter(p -> p.isTemperature(cell.text())).isPresent()
                            || cell.role() == HeaderCell.Role.TEMPERATURE;
            boolean other = cell.text().isEmpty()
                    || !own
                            && (profile.filter(p -> p.isIgnored(cell.text())).isPresent()
                                    || cell.role() == HeaderCell.Role.OTHER
                                    || counts(data, index));
            if (!temperature && (other || !own && !holdsNumbers(data, index))) {
                ignored.add(cell.text());
                return;
            }
            if (!temperature
                    && !own
                    && !(longForm
                            && List.of("state", "value").contains(cell.text().toLowerCase(Locale.ROOT)))) {
                doubts.add(new Doubt(
                        "columns",
                        "column '" + cell.text()
                                + "' does not say whether it is a temperature; name those that are with their sensors,"
                                + " like columns=" + cell.text() + ":freezer-1"));
                return;
            }
            columns.add(column(cell, index, own ? cell.text() : sensorOf(cell, index), own));
        }

        private String sensorOf(HeaderCell cell, int index) {
            String name = namesSensors && Topics.isName(cell.text()) ? cell.text() : cell.sensorName();
            return name.isEmpty() ? profile.flatMap(Profile::sensor).orElse("column-" + (index + 1)) : name;
        }

        private Optional<String> asked(HeaderCell cell, int index) {
            String byText = settings.columns().get(cell.text());
            return byText != null
                    ? Optional.of(byText)
                    : Optional.ofNullable(settings.columns().get(Integer.toString(index + 1)));
        }

        /** Whether its cells number the rows. */
        private static boolean counts(List<CsvRecord> data, int index) {
            long before = Long.MIN_VALUE;
            int steps = 0;
            for (CsvRecord row : data) {
                String cell = LoggerFile.field(row, index).strip();
                if (!cell.matches("\\d{1,9}")) {
                    return steps > 1;
                }
                long now = Long.parseLong(cell);
                if (before != Long.MIN_VALUE && now != before + 1) {
                    return false;
                }
                steps++;
                before = now;
            }
            return steps > 1;
        }

        private static boolean holdsNumbers(List<CsvRecord> data, int index) {
            return data.stream()
                    .map(row -> LoggerFile.field(row, index).strip())
                    .anyMatch(cell -> cell.matches("[-+]?\\d+([.,]\\d+)?"));
        }

        private Layout.ValueColumn column(HeaderCell cell, int index, String sensor, boolean own) {
            // a sensor of ours may be called freezer_f
            Optional<TemperatureUnit> said = own ? Optional.empty() : cell.unit();
            Optional<TemperatureUnit> given = settings.unit();
            if (said.isPresent() && given.isPresent() && said.get() != given.get()) {
                doubts.add(new Doubt(
                        "unit",
                        "column '" + cell.text() + "' says " + name(said.get()) + ", the parameter "
                                + name(given.get())));
            }
            Optional<TemperatureUnit> unit =
                    said.or(() -> given).or(() -> own ? Optional.of(TemperatureUnit.CELSIUS) : Optional.empty());
            if (unit.isEmpty()) {
                doubts.add(new Doubt(
                        "unit", "column '" + cell.text() + "' does not say its unit; give unit=C, unit=F or unit=K"));
            }
            return new Layout.ValueColumn(index, cell.text(), sensor, unit.orElse(TemperatureUnit.CELSIUS));
        }

        private static String name(TemperatureUnit unit) {
            return unit.name().toLowerCase(Locale.ROOT);
        }

        private Result conclude(
                List<HeaderCell> cells,
                int headerLine,
                int date,
                int time,
                int sensor,
                List<Layout.ValueColumn> columns,
                List<String> ignored,
                Scan scan,
                boolean byPattern)
                throws BadReading {
            if (scan.longer > 0) {
                doubts.add(new Doubt(
                        scan.commas + scan.points == 0 || delimiter == ',' ? "decimal" : "delimiter",
                        scan.longer + " rows have more fields than the header has names (line " + scan.firstLonger
                                + ": " + scan.longerFields
                                + " instead of " + cells.size()
                                + "), so that columns shift. If this is a decimal comma, write such numbers in"
                                + " quotes, or divide the columns by semicolons"));
            }
            if (scan.rows == 0) {
                throw new BadReading(
                        "body",
                        "below its header on line " + headerLine
                                + " there is no row with a date or time that can be read");
            }
            if (columns.isEmpty() && doubts.isEmpty()) {
                throw new BadReading(
                        "columns",
                        "none of its columns is a temperature (" + String.join(", ", ignored)
                                + "); if one is, name it with its sensor, like columns=Probe:freezer-1");
            }
            names(columns, sensor);
            Moment.Order order = order(scan, byPattern);
            Optional<ZoneId> zone = zone(cells, date, time, scan, byPattern);
            Layout.Direction direction = scan.direction(order);
            char decimal = settings.decimal().orElse(scan.commas > 0 && scan.points == 0 ? ',' : '.');
            if (settings.decimal().isEmpty() && scan.commas > 0 && scan.points > 0) {
                doubts.add(new Doubt(
                        "decimal", "some numbers have a decimal comma, others a point; give decimal=, or decimal=."));
            }
            if (!doubts.isEmpty()) {
                return new Result.Doubtful(List.copyOf(doubts));
            }
            Layout layout = new Layout(
                    encoding,
                    delimiter,
                    decimal,
                    cells,
                    headerLine,
                    headerLine + 1,
                    scan.lastLine,
                    date,
                    time,
                    sensor,
                    columns,
                    scan.local == 0,
                    order,
                    zone,
                    direction);
            return new Result.Understood(new LoggerFile(
                    file,
                    understanding(layout, ignored, scan, byPattern),
                    layout,
                    byPattern ? settings.datePattern() : Optional.empty()));
        }

        private void names(List<Layout.ValueColumn> columns, int sensor) {
            if (sensor >= 0 && columns.size() > 1) {
                doubts.add(new Doubt(
                        "columns",
                        "a row names its sensor, and several columns are temperatures: "
                                + String.join(
                                        ", ",
                                        columns.stream()
                                                .map(Layout.ValueColumn::header)
                                                .toList()) + "; name the one to take"));
            }
            Set<String> seen = new TreeSet<>();
            for (Layout.ValueColumn column : columns) {
                if (sensor < 0 && !seen.add(column.sensor())) {
                    doubts.add(new Doubt(
                            "columns",
                            "two columns would be the sensor " + column.sensor()
                                    + "; name them, like columns=2:a,3:b"));
                }
                if (sensor < 0 && !Topics.isName(column.sensor())) {
                    doubts.add(new Doubt(
                            "columns",
                            "'" + column.sensor() + "' can't be a sensor's name: it must be " + Topics.NAME_RULE));
                }
            }
        }

        private Moment.Order order(Scan scan, boolean byPattern) {
            String given = settings.datePattern().orElse("");
            if (byPattern) {
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

        private Optional<ZoneId> zone(List<HeaderCell> cells, int date, int time, Scan scan, boolean byPattern) {
            if (scan.local == 0) {
                return Optional.empty();
            }
            Optional<ZoneId> zone = settings.zone()
                    .or(() -> cells.get(date).offset())
                    .or(() -> time < 0 ? Optional.empty() : cells.get(time).offset());
            if (zone.isEmpty()) {
                doubts.add(
                        new Doubt(
                                "zone",
                                "its times are local and say no zone; give zone=Europe/Madrid, or, for a clock without summer time, zone=%2B01:00"));
            }
            return zone;
        }

        private Understanding understanding(Layout layout, List<String> ignored, Scan scan, boolean byPattern) {
            Map<String, String> columns = new LinkedHashMap<>();
            Map<String, String> units = new LinkedHashMap<>();
            layout.columns().forEach(column -> {
                columns.put(column.header(), layout.sensor() < 0 ? column.sensor() : "named by each row");
                units.put(column.header(), name(column.unit()));
            });
            String dateOrder = scan.local == 0
                    ? "instant"
                    : byPattern
                            ? settings.datePattern().orElse("")
                            : !scan.hasOrder
                                    ? "year-first"
                                    : layout.order() == Moment.Order.DAY_FIRST ? "day-first" : "month-first";
            return new Understanding(
                    profile.map(Profile::name).orElse(null),
                    (encoding.equals(StandardCharsets.UTF_8) ? "UTF-8" : encoding.name()),
                    delimiter == '\t' ? "tab" : Character.toString(delimiter),
                    Character.toString(layout.decimal()),
                    layout.headerLine(),
                    layout.firstLine(),
                    layout.lastLine(),
                    columns,
                    units,
                    ignored.stream().filter(text -> !text.isEmpty()).toList(),
                    layout.zone().map(ZoneId::getId).orElse(null),
                    dateOrder,
                    layout.direction().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }
}
