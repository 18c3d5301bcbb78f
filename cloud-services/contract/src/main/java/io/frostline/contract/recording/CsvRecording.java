package io.frostline.contract.recording;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchCodec;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parser of a logger's export as CSV with a header line, in one of two forms:
 *
 * <ul>
 *   <li>wide: {@code date} (by itself, or with {@code hour} or {@code time} beside it) and a column for each sensor, in local time
 *       of a zone that must be given;
 *   <li>long: {@code sensor,at,celsius}, {@code at} an instant with an offset.
 * </ul>
 *
 * <p>24:00 is midnight at the end of its day. An empty cell is no reading. {@code ###}, or dots with nothing before them, is a
 * sensor fault; dots after a value are padding of the export and mean nothing. Rows are delivered as they are read; the whole file
 * is never in memory.
 */
public final class CsvRecording {
    private static final List<String> LONG_FORM = List.of("sensor", "at", "celsius");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("H:mm[:ss]", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    /** Midnight at the end of the day that it is written beside. */
    private static final Pattern END_OF_DAY = Pattern.compile("(?<![\\d:.])24(:00(?::00)?)(?![\\d:])");

    public interface Sink {
        void accept(PlainReading reading) throws IOException;

        /** @param line line of the file, from 1; the header is line 1 */
        void reject(long line, String column, String reason);
    }

    /** Format of the times of a wide recording; each component may be null unless the form needs it. */
    public record Format(@Nullable ZoneId zone, @Nullable String datePattern) {}

    private CsvRecording() {}

    /** @throws BadReading if the header is of neither form, or the format lacks what the form needs */
    public static void parse(Reader csv, Format format, Sink sink) throws IOException, BadReading {
        read(csv, (header, rows) -> {
            if (header.equals(LONG_FORM)) {
                longForm(rows, sink);
            } else {
                wideForm(header, rows, format, sink);
            }
        });
    }

    /**
     * Returns the sensors that a recording names, each once. A wide one gives its columns in their order; a long one is read
     * completely, and gives them in order of appearance.
     *
     * @throws BadReading if the header is of neither form, or has an invalid or repeated sensor name
     */
    public static List<String> sensors(Reader csv) throws IOException, BadReading {
        Set<String> names = new LinkedHashSet<>();
        read(csv, (header, rows) -> {
            if (header.equals(LONG_FORM)) {
                // a row with an invalid sensor name is rejected when it is read
                rows.forEachRemaining(row -> Optional.of(row.getField(0).strip())
                        .filter(Topics::isName)
                        .ifPresent(names::add));
            } else {
                int first = firstSensor(header);
                requireSensors(header, first);
                names.addAll(header.subList(first, header.size()));
            }
        });
        return List.copyOf(names);
    }

    private interface Rows {
        void read(List<String> header, Iterator<CsvRecord> rows) throws IOException, BadReading;
    }

    private static void read(Reader csv, Rows reading) throws IOException, BadReading {
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .skipEmptyLines(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .maxBufferSize(1 << 20)
                .ofCsvRecord(csv)) {
            Iterator<CsvRecord> rows = reader.iterator();
            if (!rows.hasNext()) {
                throw new BadReading("body", "is empty; the first line must name the columns");
            }
            List<String> header = rows.next().getFields().stream()
                    .map(name -> name.strip().replace("\uFEFF", ""))
                    .toList();
            if (!header.equals(LONG_FORM) && !header.getFirst().equals("date")) {
                throw new BadReading(
                        "body",
                        "the first line must be 'sensor,at,celsius', or begin with 'date' and name the sensors");
            }
            reading.read(header, rows);
        } catch (CsvParseException e) {
            throw new BadReading("body", "is not CSV: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns the first column after those of the time. */
    private static int firstSensor(List<String> header) {
        return header.size() > 1 && List.of("hour", "time").contains(header.get(1)) ? 2 : 1;
    }

    private static void longForm(Iterator<CsvRecord> rows, Sink sink) throws IOException {
        while (rows.hasNext()) {
            CsvRecord row = rows.next();
            long line = row.getStartingLineNumber();
            if (row.getFieldCount() != 3) {
                sink.reject(line, "", "has " + row.getFieldCount() + " columns instead of 3");
                continue;
            }
            try {
                String sensor = row.getField(0).strip();
                if (!Topics.isName(sensor)) {
                    throw new BadReading("sensor", "must be " + Topics.NAME_RULE);
                }
                long at = JsonReadings.instant(row.getField(1).strip());
                Cell cell = Cell.of(row.getField(2));
                if (cell.present()) {
                    sink.accept(new PlainReading(sensor, at, cell.microCelsius()));
                }
            } catch (BadReading e) {
                sink.reject(line, e.field(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static void wideForm(List<String> header, Iterator<CsvRecord> rows, Format format, Sink sink)
            throws IOException, BadReading {
        ZoneId zone = format.zone();
        if (zone == null) {
            throw new BadReading(
                    "zone", "is missing: the recording is in local time; give the zone, like America/New_York");
        }
        int firstSensor = firstSensor(header);
        boolean timeColumn = firstSensor == 2;
        DateTimeFormatter date = dateFormatter(format, timeColumn);
        requireSensors(header, firstSensor);
        LocalTimes times = new LocalTimes(zone);
        while (rows.hasNext()) {
            CsvRecord row = rows.next();
            long line = row.getStartingLineNumber();
            if (row.getFieldCount() != header.size()) {
                sink.reject(line, "", "has " + row.getFieldCount() + " columns; the header names " + header.size());
                continue;
            }
            try {
                long at = times.toMillis(local(row, date, timeColumn));
                if (!BatchCodec.isPlausible(at)) {
                    throw new BadReading("date", row.getField(0) + " lies outside the years 1980 to 2199");
                }
                cells(row, header, firstSensor, at, sink);
            } catch (BadReading e) {
                sink.reject(line, e.field(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static void cells(CsvRecord row, List<String> header, int firstSensor, long at, Sink sink)
            throws IOException {
        for (int i = firstSensor; i < header.size(); i++) {
            try {
                Cell cell = Cell.of(row.getField(i));
                if (cell.present()) {
                    sink.accept(new PlainReading(header.get(i), at, cell.microCelsius()));
                }
            } catch (BadReading e) {
                sink.reject(row.getStartingLineNumber(), header.get(i), String.valueOf(e.getMessage()));
            }
        }
    }

    private static LocalDateTime local(CsvRecord row, DateTimeFormatter date, boolean timeColumn) throws BadReading {
        String text = row.getField(0).strip();
        try {
            LocalDate day = timeColumn ? LocalDate.parse(text, date) : null;
            text = timeColumn ? row.getField(1).strip() : text;
            Matcher endOfDay = END_OF_DAY.matcher(text);
            boolean ends = endOfDay.find();
            String time = ends ? endOfDay.replaceFirst("00$1") : text;
            LocalDateTime read =
                    day == null ? LocalDateTime.parse(time, date) : day.atTime(LocalTime.parse(time, TIME));
            return ends ? read.plusDays(1) : read;
        } catch (DateTimeException e) {
            throw new BadReading("date", "'" + text + "' does not fit the date format");
        }
    }

    private static DateTimeFormatter dateFormatter(Format format, boolean timeColumn) throws BadReading {
        String given = format.datePattern();
        String pattern = given != null ? given : timeColumn ? "uuuu-MM-dd" : "uuuu-MM-dd'T'HH:mm[:ss]";
        try {
            // people write 'yy' and 'yyyy'; strict resolving requires the proleptic 'u'
            return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw new BadReading("dateFormat", "'" + pattern + "' is no date format; write it like dd/MM/yy");
        }
    }

    private static void requireSensors(List<String> header, int firstSensor) throws BadReading {
        List<String> names = header.subList(firstSensor, header.size());
        if (names.isEmpty()) {
            throw new BadReading("body", "the first line names no sensor");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!Topics.isName(name)) {
                throw new BadReading("body", "column '" + name + "': a sensor's name must be " + Topics.NAME_RULE);
            }
            if (!seen.add(name)) {
                throw new BadReading("body", "the first line names " + name + " twice");
            }
        }
    }

    private record Cell(boolean present, @Nullable Long microCelsius) {
        private static final Cell NOTHING = new Cell(false, null);
        private static final Cell FAULT = new Cell(true, null);

        static Cell of(String raw) throws BadReading {
            String text = raw.strip();
            if (text.isEmpty()) {
                return NOTHING;
            }
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == '.') {
                end--;
            }
            String value = text.substring(0, end);
            if (value.isEmpty() || value.equals("###")) {
                return FAULT;
            }
            return new Cell(true, Temperatures.parse(value));
        }
    }
}
