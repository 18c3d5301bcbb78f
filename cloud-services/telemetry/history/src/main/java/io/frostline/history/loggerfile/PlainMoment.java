package io.frostline.history.loggerfile;

import org.jspecify.annotations.Nullable;

/**
 * Reader of a date, a time, or both, in digits alone, as most cells have it. {@link Moment#byPatterns} gives the same result at ten
 * times the work. One instance serves one cell.
 */
final class PlainMoment {
    private static final int CENTURY = 2000;

    private final String text;
    private int at;
    /** Number of digits in the last number. */
    private int digits;

    PlainMoment(String text) {
        this.text = text;
    }

    /** @return null if the text has another form, or is no moment */
    @Nullable
    Moment read() {
        int first = number(4);
        if (digits == 0 || at == text.length()) {
            return null;
        }
        if (text.charAt(at) == ':') {
            Moment.Time time = digits > 2 ? null : time(first);
            return time == null ? null : new Moment(Moment.NO_EPOCH, null, time, null);
        }
        Moment.Date date = date(first);
        if (date == null || at == text.length()) {
            return date == null ? null : new Moment(Moment.NO_EPOCH, date, null, null);
        }
        if (text.charAt(at) == 'T') {
            at++;
        } else if (!blanks()) {
            return null;
        }
        int hour = number(2);
        Moment.Time time = digits == 0 ? null : time(hour);
        return time == null ? null : new Moment(Moment.NO_EPOCH, date, time, null);
    }

    private Moment.@Nullable Date date(int first) {
        int length = digits;
        char separator = text.charAt(at);
        if (separator != '-' && separator != '/' && separator != '.') {
            return null;
        }
        at++;
        int second = number(2);
        if (digits == 0 || !is(separator)) {
            return null;
        }
        int third = number(4);
        if (length == 4) {
            return digits == 1 || digits == 2 ? new Moment.Date(first, second, third, true) : null;
        }
        if (length > 2 || digits != 2 && digits != 4) {
            return null;
        }
        return new Moment.Date(digits == 2 ? CENTURY + third : third, first, second, false);
    }

    /** Reads a time, from the colon after the hour to the end of the cell. */
    private Moment.@Nullable Time time(int hour) {
        if (!is(':')) {
            return null;
        }
        int minute = number(2);
        if (digits != 2) {
            return null;
        }
        int second = 0;
        int milli = 0;
        if (is(':')) {
            second = number(2);
            if (digits != 2) {
                return null;
            }
            if (is('.') || is(',')) {
                milli = number(3) * (digits == 1 ? 100 : digits == 2 ? 10 : 1);
                if (digits == 0) {
                    return null;
                }
                int shown = digits;
                int unused = number(6);
                if (shown < 3 && digits > 0) {
                    return null;
                }
            }
        }
        Moment.Time time = new Moment.Time(hour, minute, second, milli);
        return at == text.length() && time.isOfADay() ? time : null;
    }

    private boolean is(char expected) {
        boolean is = at < text.length() && text.charAt(at) == expected;
        at += is ? 1 : 0;
        return is;
    }

    private boolean blanks() {
        int from = at;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at > from;
    }

    private int number(int most) {
        int number = 0;
        digits = 0;
        while (digits < most && at < text.length()) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = 10 * number + digit;
            digits++;
            at++;
        }
        return number;
    }
}
