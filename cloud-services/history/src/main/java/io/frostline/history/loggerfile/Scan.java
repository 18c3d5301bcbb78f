package io.frostline.history.loggerfile;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all rows of a file together say: which order of day and month they allow, where the data ends, whether columns shift. */
final class Scan {
    private static final Pattern COMMA = Pattern.compile("[-+\u2212]?\\d+,\\d+");
    private static final Pattern POINT = Pattern.compile("[-+\u2212]?\\d*\\.\\d+");

    private final int date;
    private final int time;
    private final int fields;
    private final Set<Integer> values;
    private final Optional<DateTimeFormatter> pattern;

    long lastLine;
    long rows;
    boolean canBeDayFirst = true;
    boolean canBeMonthFirst = true;
    boolean hasOrder;
    boolean dotted;
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

    /** Steps between the rows, were they read in one order of day and month. */
    private static final class Steps {
        private @Nullable LocalDateTime before;
        private long up;
        private long down;

        void add(Moment moment, Moment.Order order) {
            try {
                addLocal(moment.local(order));
            } catch (DateTimeException e) {
                // it can't be read so
            }
        }

        void addLocal(LocalDateTime now) {
            LocalDateTime previous = before;
            if (previous != null) {
                up += now.isAfter(previous) ? 1 : 0;
                down += now.isBefore(previous) ? 1 : 0;
            }
            before = now;
        }

        /** Where clocks were set back, one step goes the other way. */
        Layout.Direction direction() {
            long steps = up + down;
            if (down <= steps / 50 + 1 && up >= down) {
                return Layout.Direction.OLDEST_FIRST;
            }
            return up <= steps / 50 + 1 ? Layout.Direction.NEWEST_FIRST : Layout.Direction.MIXED;
        }
    }

    /**
     * Begins a scan.
     *
     * @param time column of the time; -1: none of its own
     * @param fields of the header
     * @param values columns that may hold temperatures
     */
    Scan(int date, int time, int fields, Set<Integer> values, Optional<DateTimeFormatter> pattern) {
        this.date = date;
        this.time = time;
        this.fields = fields;
        this.values = values;
        this.pattern = pattern;
    }

    void add(CsvRecord row) {
        String text = LoggerFile.field(row, date).strip();
        String timeText = time < 0 ? "" : LoggerFile.field(row, time).strip();
        if (!isTime(text, timeText)) {
            return;
        }
        rows++;
        lastLine = row.getStartingLineNumber();
        int last = row.getFieldCount();
        while (last > 0 && row.getField(last - 1).isBlank()) {
            last--;
        }
        if (last > fields) {
            longer++;
            firstLonger = firstLonger == 0 ? row.getStartingLineNumber() : firstLonger;
            longerFields = longerFields == 0 ? last : longerFields;
        }
        List<String> all = row.getFields();
        for (int i = 0; i < all.size(); i++) {
            if (values.contains(i) || i >= fields) {
                String value = all.get(i).strip();
                commas += COMMA.matcher(value).matches() ? 1 : 0;
                points += POINT.matcher(value).matches() ? 1 : 0;
            }
        }
    }

    private boolean isTime(String text, String timeText) {
        if (pattern.isPresent()) {
            return byPattern(pattern.get(), text, timeText);
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
                dotted |= text.indexOf('.') > 0 && text.indexOf('/') < 0 && text.indexOf('-') < 0;
                notDayFirst += of.canBe(Moment.Order.DAY_FIRST) ? 0 : 1;
                notMonthFirst += of.canBe(Moment.Order.MONTH_FIRST) ? 0 : 1;
                canBeDayFirst = notDayFirst == 0;
                canBeMonthFirst = notMonthFirst == 0;
            }
            dayFirst.add(moment, Moment.Order.DAY_FIRST);
            monthFirst.add(moment, Moment.Order.MONTH_FIRST);
        }
        return moment.isEpoch() || of != null;
    }

    private boolean byPattern(DateTimeFormatter formatter, String text, String timeText) {
        try {
            LocalDateTime at = LoggerFile.byPattern(formatter, text, timeText);
            dayFirst.addLocal(at);
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
        return (order == Moment.Order.DAY_FIRST || pattern.isPresent() ? dayFirst : monthFirst).direction();
    }
}
