package io.frostline.history.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of history's answers. */
final class Answers {
    private Answers() {}

    /** @param celsius null where the quality says why there is none */
    record Reading(Instant at, @Nullable Double celsius, String quality) {}

    record Raw(
            List<Reading> readings,
            List<Gap> gaps,
            @Nullable String next) {}

    /**
     * @param count good readings
     * @param expected how many there should have been; null where the sensor's interval is unknown
     * @param mkt mean kinetic temperature, degrees Celsius
     */
    record Bucket(
            Instant from,
            @Nullable Double min,
            @Nullable Double max,
            @Nullable Double mean,
            int count,
            @Nullable Long expected,
            @Nullable Double mkt) {}

    record Bucketed(
            String resolution,
            List<Bucket> buckets,
            List<Gap> gaps,
            @Nullable String next) {}

    /**
     * One sensor.
     *
     * @param latest the newest reading whose instant can be true
     * @param future readings whose instants lay ahead of the clock of whoever received them
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Sensor(
            String site,
            String sensor,
            @Nullable Long intervalMillis,
            @Nullable Reading latest,
            long duplicates,
            long conflicts,
            long future) {}
}
