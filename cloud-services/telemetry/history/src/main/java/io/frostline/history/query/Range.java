package io.frostline.history.query;

import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.platform.web.Refused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Requested range [from, to), in milliseconds since 1970. */
record Range(long from, long to) {
    static Range parse(@Nullable String from, @Nullable String to) {
        Range range = new Range(instant("from", from), instant("to", to));
        if (range.from >= range.to) {
            throw Refused.badRequest("from", "must be before 'to': the range is [from, to)");
        }
        return range;
    }

    private static long instant(String field, @Nullable String text) {
        try {
            return JsonReadings.instant(text);
        } catch (BadReading e) {
            throw Refused.badRequest(field, field + " " + e.getMessage());
        }
    }

    Duration length() {
        return Duration.ofMillis(to - from);
    }
}
