package io.frostline.history.loggerfile;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.frostline.contract.Topics;
import io.frostline.contract.recording.BadReading;
import io.frostline.platform.text.EnumText;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finder of a file's header, times and temperatures. One instance serves one file. */
final class LayoutFinder {
    private static final int SAMPLE_ROWS = 400;

    private final Path file;
    private final Charset encoding;
    private final FileSettings settings;
    private final @Nullable Profile profile;
    private final char delimiter;
    private final List<Doubt> doubts = new ArrayList<>();
    private final List<CsvRecord> sample = new ArrayList<>();
    /** True if the header begins like that of the product's own form: its cells are then names, even if they contain units. */
    private boolean namesSensors;

    LayoutFinder(Path file, Charset encoding, FileSettings settings, @Nullable Profile profile, char delimiter) {
        this.file = file;
        this.encoding = encoding;
        this.settings = settings;
        this.profile = profile;
        this.delimiter = delimiter;
    }

    LoggerFiles.Result find() throws IOException, BadReading {
        LoggerFile.rowsWhile(file, encoding, delimiter, row -> {
            if (!LoggerFile.isBlank(row)) {
                sample.add(row);
            }
            return sample.size() < SAMPLE_ROWS;
        });
        DateTimeFormatter pattern = pattern().orElse(null);
        int header = header();
        List<HeaderCell> cells = cells(sample.get(header));
        List<CsvRecord> data = sample.subList(header + 1, sample.size());
        int date = column(cells, data, true);
        if (date < 0) {
            throw new BadReading("body", "no column of it holds dates or times; the first line of data must have one");
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
        boolean byPattern = pattern != null && !canBeRead(data, date);
        int fields = sample.get(header).getFieldCount();
        Scan scan = new Scan(date, time, cells.size(), fields, values, byPattern ? pattern : null);
        long headerLine = sample.get(header).getStartingLineNumber();
        LoggerFile.rows(file, encoding, delimiter, row -> {
            if (row.getStartingLineNumber() > headerLine && !LoggerFile.isBlank(row)) {
                scan.add(row);
            }
        });
        return new LayoutJudge(
                        file,
                        encoding,
                        settings,
                        profile,
                        delimiter,
                        new LayoutJudge.Found(cells, (int) headerLine, date, time, sensor, columns, ignored, byPattern),
                        scan,
                        doubts)
                .judge();
    }

    private Optional<DateTimeFormatter> pattern() throws BadReading {
        try {
            return Optional.ofNullable(settings.datePattern()).map(LoggerFile::formatter);
        } catch (IllegalArgumentException e) {
            throw new BadReading(
                    "dateFormat", "'" + settings.dates() + "' is no date format; write it like dd/MM/yyyy");
        }
    }

    /** Returns true if the cells can be read without a pattern. The pattern then only says if day or month comes first. */
    private boolean canBeRead(List<CsvRecord> data, int date) {
        String given = settings.dates();
        boolean yearFirst = given.startsWith("yy");
        if (yearFirst && (!given.startsWith("yyyy") || given.indexOf('d') < given.indexOf('M'))) {
            return false;
        }
        return data.stream().anyMatch(row -> isDate(LoggerFile.field(row, date)));
    }

    /** Returns true if the cells have a time of day beside the date. Another column of times then means something else. */
    private boolean hasTimes(List<CsvRecord> data, int date) {
        String given = settings.dates();
        if (given.indexOf('H') >= 0 || given.indexOf('h') >= 0) {
            return true;
        }
        return data.stream()
                .map(row -> Moment.parse(LoggerFile.field(row, date)))
                .flatMap(Optional::stream)
                .anyMatch(moment -> moment.time() != null || moment.isEpoch());
    }

    /** Refuses dates without a time of day: midnight would be a guess. */
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
        throw new BadReading("body", "its column '" + cells.get(date).text() + "' holds dates without a time of day");
    }

    private static boolean isDate(String cell) {
        return Moment.parse(cell).filter(moment -> moment.date() != null).isPresent();
    }

    private static boolean isEpoch(String cell) {
        return Moment.parse(cell).filter(Moment::isEpoch).isPresent();
    }

    private boolean isTimeCell(String cell) {
        return isDate(cell) || isEpoch(cell) || settings.datePattern() != null && byPattern(cell);
    }

    private boolean byPattern(String cell) {
        try {
            return LoggerFile.byPattern(LoggerFile.formatter(settings.dates()), cell.strip(), "") != null;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns the first row that names a column of times, has another column, and holds no time; else the row before the data. */
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

    /** Returns the column in which most cells are dates, or times alone. Columns whose header says so come first. */
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
            boolean epochs = dates && data.stream().noneMatch(row -> isDate(LoggerFile.field(row, index)));
            long weight = count == 0 ? 0 : named ? count + data.size() : epochs ? 0 : count;
            if (weight > most) {
                most = weight;
                best = i;
            }
        }
        if (best < 0 && dates) {
            return index(cells, HeaderCell.Role.TIME); // no cell of it can be read: the error says so
        }
        return best;
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
                profile != null && profile.isTemperature(cell.text()) || cell.role() == HeaderCell.Role.TEMPERATURE;
        boolean other = cell.text().isEmpty()
                || !own
                        && (profile != null && profile.isIgnored(cell.text())
                                || cell.role() == HeaderCell.Role.OTHER
                                || counts(data, index));
        if (!temperature && (other || !own && !holdsNumbers(data, index))) {
            ignored.add(cell.text());
            return;
        }
        if (!temperature
                && !own
                && !(longForm && List.of("state", "value").contains(cell.text().toLowerCase(Locale.ROOT)))) {
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
        return name.isEmpty()
                ? Optional.ofNullable(profile).flatMap(Profile::sensor).orElse("column-" + (index + 1))
                : name;
    }

    private Optional<String> asked(HeaderCell cell, int index) {
        String byText = settings.columns().get(cell.text());
        return byText != null
                ? Optional.of(byText)
                : Optional.ofNullable(settings.columns().get(Integer.toString(index + 1)));
    }

    /** Returns true if the cells number the rows. */
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
        // a sensor of the product's own form may be called freezer_f
        TemperatureUnit said = own ? null : cell.unit();
        TemperatureUnit given = settings.unit();
        if (said != null && given != null && said != given) {
            doubts.add(new Doubt(
                    "unit",
                    "column '" + cell.text() + "' says " + EnumText.of(said) + ", the parameter "
                            + EnumText.of(given)));
        }
        TemperatureUnit unit = said == null ? given : said;
        if (unit == null && !own) {
            doubts.add(new Doubt(
                    "unit", "column '" + cell.text() + "' does not say its unit; give unit=C, unit=F or unit=K"));
        }
        return new Layout.ValueColumn(index, cell.text(), sensor, unit == null ? TemperatureUnit.CELSIUS : unit);
    }
}
