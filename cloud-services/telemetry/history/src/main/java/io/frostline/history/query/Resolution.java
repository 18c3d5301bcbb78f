package io.frostline.history.query;

import io.frostline.platform.web.Refused;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/** Resolution of an answer: every reading, or buckets of a length. Buckets begin at whole multiples of it since 1970, UTC. */
sealed interface Resolution {
    int ABOUT = 1000;
    Duration FINEST = Duration.ofSeconds(1);
    Duration COARSEST = Duration.ofDays(366);

    record Raw() implements Resolution {}

    record Buckets(Duration length) implements Resolution {}

    /** Steps of {@code auto}. From a day on, a step is a whole number of days: segments end with the day, so summaries answer. */
    List<Duration> STEPS = Stream.of(
                    "PT1S", "PT2S", "PT5S", "PT10S", "PT15S", "PT30S", "PT1M", "PT2M", "PT5M", "PT10M", "PT15M",
                    "PT30M", "PT1H", "PT2H", "PT3H", "PT6H", "PT24H", "PT48H", "PT168H", "PT336H", "PT720H", "PT1440H",
                    "PT2880H", "PT8760H")
            .map(Duration::parse)
            .toList();

    /**
     * Parses {@code raw}, an ISO-8601 duration of whole seconds, or {@code auto}: the finest step that answers the range in at most
     * about a thousand buckets.
     */
    static Resolution parse(String text, Duration range) {
        if (text.equals("raw")) {
            return new Raw();
        }
        if (text.equals("auto")) {
            Duration least = range.dividedBy(ABOUT);
            return new Buckets(STEPS.stream()
                    .filter(step -> step.compareTo(least) >= 0)
                    .findFirst()
                    .orElse(STEPS.getLast()));
        }
        try {
            Duration length = Duration.parse(text);
            if (length.compareTo(FINEST) >= 0 && length.compareTo(COARSEST) <= 0 && length.getNano() == 0) {
                return new Buckets(length);
            }
        } catch (DateTimeParseException e) {
            // the exception below says it
        }
        throw Refused.badRequest(
                "resolution",
                "'" + text + "' is neither raw, auto, nor a duration of whole seconds from PT1S to PT8784H");
    }
}
