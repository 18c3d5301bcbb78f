package io.frostline.history.loggerfile;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Date, time, or both, as a cell has it. If the year comes last, the cell alone does not say which number is the day and which the
 * month.
 *
 * @param epochMillis milliseconds since 1970 if the cell counts from there; otherwise {@link Long#MIN_VALUE}
 * @param date numbers of the date in their order; null if there is none
 * @param offset offset that the cell names; null if none
 */
record Moment(
        long epochMillis,
        @Nullable Date date,
        @Nullable Time time,
        @Nullable ZoneOffset offset) {
    enum Order {
        DAY_FIRST,
        MONTH_FIRST
    }

    /** @param named true if the month is a word, or follows the year: {@code first} is then the month */
    record Date(int year, int first, int second, boolean named) {
        boolean canBe(Order order) {
            int day = order == Order.DAY_FIRST ? first : second;
            int month = order == Order.DAY_FIRST ? second : first;
            return month >= 1 && month <= 12 && day >= 1 && day <= 31;
        }

        LocalDate in(Order order) {
            boolean monthFirst = named || order == Order.MONTH_FIRST;
            return LocalDate.of(year, monthFirst ? first : second, monthFirst ? second : first);
        }
    }

    /** @param hour hour of the day; 24 at midnight of a day's end */
    record Time(int hour, int minute, int second, int milli) {
        boolean isOfADay() {
            return hour <= 23 && minute <= 59 && second <= 59 || hour == 24 && minute + second + milli == 0;
        }
    }

    static final long NO_EPOCH = Long.MIN_VALUE;
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern EPOCH = Pattern.compile("(\\d{9,10})(?:[.](\\d{1,9}))?|(\\d{12,13})");
    private static final String TIME =
            "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:\\s?([AaPpFfEe])\\.?\\s?[Mm]\\.?)?\\s?(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?";
    private static final String DATE =
            "(?:(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})|(\\d{1,2})([-/.])(\\d{1,2})\\6(\\d{4}|\\d{2})"
                    + "|(\\d{1,2})[- ]([A-Za-z]{3,9})\\.?[- ,]\\s?(\\d{4}|\\d{2})|([A-Za-z]{3,9})\\.? (\\d{1,2}),? (\\d{4}))";
    private static final Pattern DATE_ALONE = Pattern.compile(DATE);
    private static final Pattern TIME_ALONE = Pattern.compile(TIME);
    private static final Pattern BOTH = Pattern.compile(DATE + "(?:T|,?\\s+)" + TIME);
    private static final int GROUPS_OF_DATE = 14;

    static Optional<Moment> parse(String cell) {
        String text = cell.strip();
        Moment plain = new PlainMoment(text).read();
        return plain == null ? byPatterns(text) : Optional.of(plain);
    }

    /** Parses all forms by expressions, including those of {@link PlainMoment}, with the same result. */
    static Optional<Moment> byPatterns(String text) {
        if (text.isEmpty() || text.length() > 60 || !hasDigit(text)) {
            return Optional.empty();
        }
        Matcher both = BOTH.matcher(text);
        if (both.matches()) {
            return moment(date(both), both, GROUPS_OF_DATE);
        }
        Matcher date = DATE_ALONE.matcher(text);
        if (date.matches()) {
            Date read = date(date);
            return read == null ? Optional.empty() : Optional.of(new Moment(NO_EPOCH, read, null, null));
        }
        Matcher time = TIME_ALONE.matcher(text);
        if (time.matches()) {
            return moment(null, time, 0);
        }
        return epoch(text);
    }

    private static boolean hasDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }

    private static Optional<Moment> epoch(String text) {
        Matcher epoch = EPOCH.matcher(text);
        if (!epoch.matches()) {
            return Optional.empty();
        }
        long millis = epoch.group(3) != null
                ? Long.parseLong(epoch.group(3))
                : Long.parseLong(epoch.group(1)) * 1000 + milli(epoch.group(2));
        return Optional.of(new Moment(millis, null, null, null));
    }

    private static int milli(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
    }

    private static @Nullable Date date(Matcher m) {
        if (m.group(1) != null) {
            return new Date(number(m, 1), number(m, 3), number(m, 4), true);
        }
        if (m.group(5) != null) {
            return new Date(year(m.group(8)), number(m, 5), number(m, 7), false);
        }
        boolean dayFirst = m.group(9) != null;
        int month = MONTHS.indexOf(m.group(dayFirst ? 10 : 12).substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
        return month == 0
                ? null
                : new Date(year(m.group(dayFirst ? 11 : 14)), month, number(m, dayFirst ? 9 : 13), true);
    }

    private static Optional<Moment> moment(@Nullable Date date, Matcher m, int from) {
        int hour = number(m, from + 1);
        int minute = number(m, from + 2);
        int second = m.group(from + 3) == null ? 0 : number(m, from + 3);
        int milli = milli(m.group(from + 4));
        String half = m.group(from + 5);
        if (half != null) {
            if (hour < 1 || hour > 12) {
                return Optional.empty();
            }
            hour = hour % 12 + ("PpEe".contains(half) ? 12 : 0);
        }
        Time time = new Time(hour, minute, second, milli);
        if (!time.isOfADay() || from > 0 && date == null) {
            return Optional.empty();
        }
        String zone = m.group(from + 6);
        return Optional.of(new Moment(NO_EPOCH, date, time, zone == null ? null : offset(zone)));
    }

    private static @Nullable ZoneOffset offset(String text) {
        return Character.isLetter(text.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(text);
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    private static int year(String text) {
        int year = Integer.parseInt(text);
        return text.length() == 2 ? 2000 + year : year;
    }

    boolean isEpoch() {
        return epochMillis != NO_EPOCH;
    }

    /** Returns this date with another's time. */
    Moment at(Moment other) {
        return new Moment(epochMillis, date, other.time, other.offset);
    }

    /** @throws DateTimeException if there is no such day */
    LocalDateTime local(Order order) {
        if (date == null) {
            throw new DateTimeException("there is no date");
        }
        LocalDate day = date.in(order);
        return time == null
                ? day.atStartOfDay()
                : day.plusDays(time.hour / 24).atTime(time.hour % 24, time.minute, time.second, time.milli * 1_000_000);
    }
}
