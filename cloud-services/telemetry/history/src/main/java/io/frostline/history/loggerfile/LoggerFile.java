package io.frostline.history.loggerfile;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.Temperatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Logger file whose layout is understood. It delivers its readings in the order of its lines, any number of times. The whole file
 * is never in memory.
 */
public final class LoggerFile {
    /** Receiver of a file's readings. */
    public interface Sink {
        /** @param microCelsius null if the logger reports a fault */
        void accept(long line, String sensor, long atMillis, @Nullable Long microCelsius) throws IOException;
    }

    interface Rows {
        void accept(CsvRecord row) throws IOException, BadReading;
    }

    interface FirstRows {
        /** @return true to receive more rows */
        boolean accept(CsvRecord row) throws IOException, BadReading;
    }

    private static final int MAX_FIELD = 1 << 20;

    private final Path file;
    private final Understanding understanding;
    private final Layout layout;
    private final @Nullable DateTimeFormatter pattern;

    /** @param datePattern null if the dates can be read without one */
    LoggerFile(Path file, Understanding understanding, Layout layout, @Nullable String datePattern) {
        this.file = file;
        this.understanding = understanding;
        this.layout = layout;
        this.pattern = datePattern == null ? null : formatter(datePattern);
    }

    public Understanding understanding() {
        return understanding;
    }

    /** @throws IllegalArgumentException if the pattern is invalid */
    static DateTimeFormatter formatter(String pattern) {
        // people write 'yy' and 'yyyy'; strict resolving requires the proleptic 'u'
        return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Reads all rows, including those before the header; throws {@link BadReading} if the file has no rows. */
    static void rows(Path file, Charset encoding, char delimiter, Rows rows) throws IOException, BadReading {
        rowsWhile(file, encoding, delimiter, row -> {
            rows.accept(row);
            return true;
        });
    }

    /** Reads rows like {@link #rows}, until the receiver wants no more. */
    static void rowsWhile(Path file, Charset encoding, char delimiter, FirstRows rows) throws IOException, BadReading {
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .maxBufferSize(MAX_FIELD)
                .ofCsvRecord(TextEncoding.open(file, encoding))) {
            boolean more = true;
            for (Iterator<CsvRecord> all = reader.iterator(); more && all.hasNext(); ) {
                more = rows.accept(all.next());
            }
        } catch (CsvParseException e) {
            throw new BadReading("body", "is not CSV: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** @throws BadReading if the file does not match its understood layout */
    public void read(Sink sink, Rejections rejections) throws IOException, BadReading {
        ZoneId zone = layout.zone();
        LocalClock clock = new LocalClock(zone == null ? ZoneOffset.UTC : zone, layout.direction());
        rows(file, layout.encoding(), layout.delimiter(), row -> {
            long line = row.getStartingLineNumber();
            if (line >= layout.firstLine() && line <= layout.lastLine() && !isBlank(row)) {
                read(row, clock, sink, rejections);
            }
        });
        clock.unsettled().ifPresent(why -> rejections.add(layout.lastLine(), "zone", why));
    }

    private void read(CsvRecord row, LocalClock clock, Sink sink, Rejections rejections) throws IOException {
        long line = row.getStartingLineNumber();
        String name = layout.sensor() < 0 ? "" : field(row, layout.sensor()).strip();
        long at;
        try {
            at = instant(row, name, clock);
        } catch (BadReading e) {
            rejections.add(line, e.field(), String.valueOf(e.getMessage()));
            return;
        }
        for (Layout.ValueColumn column : layout.columns()) {
            try {
                Cell cell = Cell.of(field(row, column.index()), layout.decimal());
                if (cell instanceof Cell.Nothing) {
                    continue;
                }
                String sensor = layout.sensor() < 0 ? column.sensor() : sensor(name);
                sink.accept(
                        line, sensor, at, cell instanceof Cell.Number number ? micro(number.value(), column) : null);
            } catch (BadReading e) {
                rejections.add(line, column.header(), String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns the sensor's name. The product's own form must have a valid name; in other files it is made of the text. */
    private String sensor(String text) throws BadReading {
        if (Topics.isName(text)) {
            return text;
        }
        String name = layout.isOwn() ? "" : HeaderCell.sensorName(text);
        if (name.isEmpty()) {
            throw new BadReading("sensor", "'" + text + "' must be " + Topics.NAME_RULE);
        }
        return name;
    }

    private static long micro(BigDecimal value, Layout.ValueColumn column) throws BadReading {
        return Temperatures.micro(column.unit().toCelsius(value));
    }

    private long instant(CsvRecord row, String name, LocalClock clock) throws BadReading {
        String text = field(row, layout.date()).strip();
        String time = layout.time() < 0 ? "" : field(row, layout.time()).strip();
        long at;
        try {
            at = instant(text, time, name, clock);
        } catch (DateTimeException e) {
            throw new BadReading(
                    "date",
                    "there is no such day or time" + (pattern != null ? " in the format that was given" : "") + ": '"
                            + (time.isEmpty() ? text : text + " " + time) + "'");
        }
        if (!BatchCodec.isPlausible(at)) {
            throw new BadReading("date", "'" + text + "' lies outside the years 1980 to 2199");
        }
        return at;
    }

    private long instant(String text, String time, String name, LocalClock clock) throws BadReading {
        if (pattern != null) {
            return clock.toMillis(name, byPattern(pattern, text, time));
        }
        Moment moment = Moment.parse(text).orElseThrow(() -> new DateTimeException(text));
        if (!time.isEmpty() || layout.time() >= 0) {
            moment = moment.at(Moment.parse(time).orElseThrow(() -> new DateTimeException(time)));
        }
        if (moment.isEpoch()) {
            return moment.epochMillis();
        }
        LocalDateTime local = moment.local(layout.order());
        ZoneOffset offset = moment.offset();
        return offset == null
                ? clock.toMillis(name, local)
                : local.toInstant(offset).toEpochMilli();
    }

    /** Parses a date. The pattern may describe the date alone, or date and time in one cell; the end of a day may be 24:00. */
    static LocalDateTime byPattern(DateTimeFormatter pattern, String text, String time) {
        if (!time.isEmpty()) {
            Moment of = Moment.parse(time).orElseThrow(() -> new DateTimeException(time));
            Moment.Time read = of.time();
            if (read == null) {
                throw new DateTimeException(time);
            }
            return LocalDate.parse(text, pattern)
                    .plusDays(read.hour() / 24)
                    .atTime(read.hour() % 24, read.minute(), read.second(), read.milli() * 1_000_000);
        }
        try {
            return parse(pattern, text);
        } catch (DateTimeException e) {
            int midnight = text.indexOf("24:00");
            if (midnight < 0) {
                throw e;
            }
            String dayAfter = text.substring(0, midnight) + "00" + text.substring(midnight + 2);
            LocalDateTime begin = parse(pattern, dayAfter);
            if (begin.getHour() + begin.getMinute() + begin.getSecond() > 0) {
                throw e;
            }
            return begin.plusDays(1);
        }
    }

    private static LocalDateTime parse(DateTimeFormatter pattern, String text) {
        TemporalAccessor parsed = pattern.parseBest(text, LocalDateTime::from, LocalDate::from);
        return parsed instanceof LocalDateTime local
                ? local
                : LocalDate.from(parsed).atStartOfDay();
    }

    static String field(CsvRecord row, int index) {
        return index < row.getFieldCount() ? row.getField(index) : "";
    }

    static boolean isBlank(CsvRecord row) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            if (!row.getField(i).isBlank()) {
                return false;
            }
        }
        return true;
    }
}
