package io.frostline.history.loggerfile;

import io.frostline.contract.recording.BadReading;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Cell of a temperature column: nothing, a fault, or a number. */
sealed interface Cell {
    record Nothing() implements Cell {}

    record Fault() implements Cell {}

    record Number(BigDecimal value) implements Cell {}

    Cell NOTHING = new Nothing();
    Cell FAULT = new Fault();

    /** Texts that loggers write for a probe that is broken, missing, or out of its range. */
    Set<String> FAULT_MARKS = Set.of(
            "ol",
            "err",
            "error",
            "nan",
            "n/a",
            "#n/a",
            "na",
            "null",
            "none",
            "unavailable",
            "unknown",
            "open",
            "short",
            "sensor fault",
            "fault",
            "lost",
            "no sensor",
            "no probe",
            "over",
            "under",
            "hi",
            "lo",
            "fail",
            "failure",
            "invalid",
            "#",
            "offline",
            "inf",
            "-inf",
            "sensor error",
            "kein sensor",
            "fehler",
            "bruch");

    Pattern SIGNS = Pattern.compile("[-–—*.#?]+|-+\\.-+");
    int MAX_LENGTH = 40;

    /** @throws BadReading if the text is none of these */
    static Cell of(String raw, char decimal) throws BadReading {
        String text = raw.strip();
        if (text.isEmpty()) {
            return NOTHING;
        }
        if (!beginsLikeANumber(text)
                && (SIGNS.matcher(text).matches() || FAULT_MARKS.contains(text.toLowerCase(Locale.ROOT)))) {
            return FAULT;
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '.') { // padding of some exports
            end--;
        }
        String value = text.substring(0, end);
        if (value.endsWith("###")) {
            return FAULT;
        }
        return number(value, decimal)
                .map(found -> (Cell) new Number(found))
                .orElseThrow(() -> new BadReading("celsius", wrong(text, decimal)));
    }

    /** Returns true if the text begins like a number; no fault mark does. */
    private static boolean beginsLikeANumber(String text) {
        int first = text.charAt(0) == '-' && text.length() > 1 ? 1 : 0;
        return text.charAt(first) >= '0' && text.charAt(first) <= '9';
    }

    private static Optional<BigDecimal> number(String text, char decimal) {
        if (text.length() > MAX_LENGTH || text.indexOf(decimal == ',' ? '.' : ',') >= 0) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(text.replace(decimal, '.').replace('\u2212', '-'));
            return value.precision() - value.scale() > 10 || value.scale() > 400
                    ? Optional.empty()
                    : Optional.of(value);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String wrong(String text, char decimal) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH).forEach(c -> {
            if ((Character.isWhitespace(c) || Character.isSpaceChar(c)) && c != ' '
                    || Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT) {
                shown.append("<U+%04X>".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return "'" + shown + "' is no number; write it like -18" + decimal
                + "5, or leave the cell empty where there is no reading";
    }
}
