package io.frostline.history.loggerfile;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Scan over all rows of a file: which order of day and month they allow, where the data ends, and if columns shift. */
final class Scan {
    private static final Pattern COMMA = Pattern.compile("[-+\u2212]?\\d+,\\d+");
    private static final Pattern NUMBER = Pattern.compile("[-+\u2212]?\\d*[.,]?\\d+");
    private static final Pattern WHOLE = Pattern.compile("[-+\u2212]?\\d+");
    private static final Pattern DECIMALS = Pattern.compile("\\d{1,3}");
    private static final Pattern BEGINS_LIKE_A_DATE = Pattern.compile("^\\d{1,4}[-/. ]");
    private static final Pattern SHORT_YEAR = Pattern.compile("\\d{2}[-/.]\\d{1,2}[-/.]\\d{2}(?!\\d)");
    private static final int CENTURY = 2000;
    private static final Pattern POINT = Pattern.compile("[-+\u2212]?\\d*\\.\\d+");

    private final int date;
    private final int time;
    private final int fields;
    private final int headerFields;
    private final Set<Integer> values;
    private final @Nullable DateTimeFormatter pattern;

    long lastLine;
    long rows;
    boolean canBeDayFirst = true;
    boolean canBeMonthFirst = true;
    boolean hasOrder;
    boolean dotted;
    private long withOrder;
    private long shortYears;
    private boolean hyphens;
    private final BitSet firsts = new BitSet();
    private final BitSet lasts = new BitSet();
    long notDayFirst;
    long notMonthFirst;
    long notByPattern;
    long local;
    long instants;
    long longer;
    long firstLonger;
    int longerFields;
    long commas;
    long points;
    private final Steps dayFirst = new Steps();
    private final Steps monthFirst = new Steps();

    /** Steps between the rows, if read in one order of day and month. */
    private static final class Steps {
        private @Nullable LocalDateTime before;
        private long up;
        private long down;

        void add(@Nullable LocalDateTime now) {
            LocalDateTime previous = before;
            if (now == null) {
                return;
            }
            if (previous != null) {
                up += now.isAfter(previous) ? 1 : 0;
                down += now.isBefore(previous) ? 1 : 0;
            }
            before = now;
        }

        /** Returns the direction. It tolerates a few steps the other way: setting clocks back makes one. */
        Layout.Direction direction() {
            long steps = up + down;
            if (down <= steps / 50 + 1 && up >= down) {
                return Layout.Direction.OLDEST_FIRST;
            }
            return up <= steps / 50 + 1 ? Layout.Direction.NEWEST_FIRST : Layout.Direction.MIXED;
        }
    }

    /**
     * @param time column of the time; -1 if not separate
     * @param fields number of header fields, without unnamed ones at the end
     * @param headerFields number of all header fields
     * @param values columns that may hold temperatures
     * @param pattern null if the dates can be read without one
     */
    Scan(int date, int time, int fields, int headerFields, Set<Integer> values, @Nullable DateTimeFormatter pattern) {
        this.date = date;
        this.time = time;
        this.fields = fields;
        this.headerFields = headerFields;
        this.values = values;
        this.pattern = pattern;
    }

    void add(CsvRecord row) {
        String text = LoggerFile.field(row, date).strip();
        String timeText = time < 0 ? "" : LoggerFile.field(row, time).strip();
        if (!isTime(text, timeText)) {
            // a summary below the data is no data; a row that begins like a date and has a value is
            if (rows > 0 && BEGINS_LIKE_A_DATE.matcher(text).find() && holdsNumber(row)) {
                lastLine = row.getStartingLineNumber();
            }
            return;
        }
        rows++;
        lastLine = row.getStartingLineNumber();
        int last = row.getFieldCount();
        while (last > 0 && row.getField(last - 1).isBlank()) {
            last--;
        }
        if (last > fields || row.getFieldCount() > headerFields && isSplit(row)) {
            longer++;
            firstLonger = firstLonger == 0 ? row.getStartingLineNumber() : firstLonger;
            longerFields = longerFields == 0 ? last : longerFields;
        }
        for (int i = 0; i < row.getFieldCount(); i++) {
            if (i >= fields || values.contains(i)) {
                String value = row.getField(i).strip();
                commas += value.indexOf(',') >= 0 && COMMA.matcher(value).matches() ? 1 : 0;
                points += value.indexOf('.') >= 0 && POINT.matcher(value).matches() ? 1 : 0;
            }
        }
    }

    private boolean holdsNumber(CsvRecord row) {
        return values.stream()
                .anyMatch(i -> NUMBER.matcher(LoggerFile.field(row, i).strip()).matches());
    }

    /** Returns true if a value's decimals may be in the next field. */
    private boolean isSplit(CsvRecord row) {
        return values.stream()
                .anyMatch(i -> WHOLE.matcher(LoggerFile.field(row, i).strip()).matches()
                        && DECIMALS.matcher(LoggerFile.field(row, i + 1).strip())
                                .matches());
    }

    /**
     * Returns true if all dates have a two-digit year that may be the first number instead of the last. The year is the one that
     * varies less. If both vary equally, it may be the first only in dates with hyphens, as in ISO 8601.
     */
    boolean canBeYearFirst() {
        int moreDays = lasts.cardinality() - firsts.cardinality();
        return shortYears > 0 && shortYears == withOrder && (hyphens ? moreDays >= 0 : moreDays > 0);
    }

    private boolean isTime(String text, String timeText) {
        if (pattern != null) {
            return byPattern(pattern, text, timeText);
        }
        Optional<Moment> parsed = Moment.parse(text);
        if (parsed.isEmpty()) {
            return false;
        }
        Moment moment = parsed.get();
        if (!timeText.isEmpty()) {
            moment = Moment.parse(timeText).map(moment::at).orElse(moment);
        }
        if (moment.isEpoch() || moment.offset() != null) {
            instants++;
        } else {
            local++;
        }
        Moment.Date of = moment.date();
        if (of != null) {
            if (!of.named()) {
                hasOrder = true;
                withOrder++;
                addShortYear(text, of);
                dotted |= text.indexOf('.') > 0 && text.indexOf('/') < 0 && text.indexOf('-') < 0;
                notDayFirst += of.canBe(Moment.Order.DAY_FIRST) ? 0 : 1;
                notMonthFirst += of.canBe(Moment.Order.MONTH_FIRST) ? 0 : 1;
                canBeDayFirst = notDayFirst == 0;
                canBeMonthFirst = notMonthFirst == 0;
            }
            add(moment, of.named());
        }
        return moment.isEpoch() || of != null;
    }

    private void add(Moment moment, boolean inOneOrderAlone) {
        LocalDateTime local = local(moment, Moment.Order.DAY_FIRST);
        dayFirst.add(local);
        monthFirst.add(inOneOrderAlone ? local : local(moment, Moment.Order.MONTH_FIRST));
    }

    /** Returns null if the moment can't be read in this order. */
    private static @Nullable LocalDateTime local(Moment moment, Moment.Order order) {
        try {
            return moment.local(order);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private void addShortYear(String text, Moment.Date of) {
        int last = of.year() - CENTURY;
        if (of.second() >= 1
                && of.second() <= 12
                && last >= 1
                && last <= 31
                && SHORT_YEAR.matcher(text).lookingAt()) {
            shortYears++;
            hyphens |= text.charAt(2) == '-';
            firsts.set(of.first());
            lasts.set(last);
        }
    }

    private boolean byPattern(DateTimeFormatter formatter, String text, String timeText) {
        try {
            LocalDateTime at = LoggerFile.byPattern(formatter, text, timeText);
            dayFirst.add(at);
            local++;
            return true;
        } catch (DateTimeException e) {
            if (Moment.parse(text).isPresent()) {
                notByPattern++;
                return true;
            }
            return false;
        }
    }

    Layout.Direction direction(Moment.Order order) {
        return (order == Moment.Order.DAY_FIRST || pattern != null ? dayFirst : monthFirst).direction();
    }
}
