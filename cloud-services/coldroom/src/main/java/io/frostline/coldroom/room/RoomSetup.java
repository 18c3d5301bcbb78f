package io.frostline.coldroom.room;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.frostline.coldroom.detection.Over;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a room is to be like.
 *
 * @param zone of its days, e.g. {@code Europe/Madrid}
 * @param noDataAfter a duration as {@code PT15M}: a sensor that was not heard of for so long, beyond the interval that is
 *     expected of it, is an alarm; null: never
 * @param masks what advances no excursion; null: nothing
 * @param contacts who is told of alarms: the first at once, each further level while nobody has acknowledged; null: nobody
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoomSetup(
        TemperatureClass temperatureClass,
        String zone,
        List<String> sensors,
        List<LimitSetup> limits,
        @Nullable String noDataAfter,
        @Nullable MaskSetup masks,
        @Nullable List<ContactLevel> contacts) {

    /**
     * Degrees Celsius, both ends inclusive; at least one is given.
     *
     * @param recovery an excursion ends when the temperature is back by so much within the end that it crossed; null: 0
     * @param over whose temperature; null: each sensor's by itself
     * @param count null: each time outside by itself
     * @param window of the mean kinetic temperature, e.g. {@code P30D}; with {@code count} {@code mkt} alone
     * @param stages null: warning after PT45M, critical after PT60M
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LimitSetup(
            String name,
            @Nullable BigDecimal low,
            @Nullable BigDecimal high,
            @Nullable BigDecimal recovery,
            @Nullable OverSetup over,
            @Nullable Count count,
            @Nullable String window,
            @Nullable List<StageSetup> stages) {}

    /** @param delay a duration as {@code PT45M} */
    public record StageSetup(String severity, String delay) {}

    /**
     * @param after how long after an alarm became known, as {@code PT15M}; null: at once
     * @param mail addresses
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ContactLevel(
            @Nullable String after,
            @Nullable List<String> mail,
            @Nullable List<WebhookSetup> webhooks) {}

    public record WebhookSetup(String url) {}

    public enum OverSetup {
        @JsonProperty("any")
        ANY(Over.ANY),
        /** Outside while all that are known are, to the same side. */
        @JsonProperty("all")
        ALL(Over.ALL),
        /** The mean of those that are known. */
        @JsonProperty("mean")
        MEAN(Over.MEAN);

        private final Over over;

        OverSetup(Over over) {
            this.over = over;
        }

        Over over() {
            return over;
        }
    }

    public enum Count {
        /** Each time outside by itself. */
        @JsonProperty("each")
        EACH,
        /** All time outside in a day together. */
        @JsonProperty("daily")
        DAILY,
        /** The mean kinetic temperature of a window. */
        @JsonProperty("mkt")
        MKT
    }

    /**
     * @param defrost for how long a defrost masks at most, e.g. {@code PT45M}; null: it masks nothing; so {@code door}
     * @param daily times of every day
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MaskSetup(
            @Nullable String defrost,
            @Nullable String door,
            @Nullable List<DailyMask> daily) {}

    /** @param at local time, e.g. {@code 02:00}; {@code length} as {@code PT30M} */
    public record DailyMask(String at, String length) {}
}
