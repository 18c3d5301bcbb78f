package io.frostline.history.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class Answers {
    private Answers() {}

    /** @param celsius degrees Celsius; null if there is no value, as the quality explains */
    record Reading(Instant at, @Nullable Double celsius, String quality) {}

    record Raw(
            List<Reading> readings,
            List<Gap> gaps,
            @Nullable String next) {}

    /**
     * @param count number of good readings
     * @param expected number of readings that there should have been; null if the sensor's interval is unknown
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
     * @param latest newest reading whose instant can be true
     * @param future number of readings whose instants were ahead of the receiver's clock
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
