package io.frostline.coldroom.room;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.frostline.coldroom.detection.Over;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Required conditions of a room.
 *
 * @param zone of its days, e.g. {@code Europe/Madrid}
 * @param noDataAfter a duration as {@code PT15M}: a sensor that is silent for so long beyond its expected interval is an alarm;
 *     null: never
 * @param masks rules for times that advance no excursion; null: none
 * @param contacts who is told of alarms: the first level at once, each further level while nobody has acknowledged; null: nobody
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
     * Limit in degrees Celsius, both ends inclusive; at least one is given.
     *
     * @param recovery an excursion ends when the temperature is back by this much within the end that it crossed; null: 0
     * @param over temperature that the limit applies to; null: each sensor's by itself
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
            @Nullable Over over,
            @Nullable Count count,
            @Nullable String window,
            @Nullable List<StageSetup> stages) {}

    /** @param delay a duration as {@code PT45M} */
    public record StageSetup(String severity, String delay) {}

    /**
     * @param after delay since an alarm became known, as {@code PT15M}; null: at once
     * @param mail addresses
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ContactLevel(
            @Nullable String after,
            @Nullable List<String> mail,
            @Nullable List<WebhookSetup> webhooks) {}

    public record WebhookSetup(String url) {}

    public enum Count {
        /** Each time outside by itself. */
        @JsonProperty("each")
        EACH,
        /** All time outside in a day together. */
        @JsonProperty("daily")
        DAILY,
        /** Mean kinetic temperature of a window. */
        @JsonProperty("mkt")
        MKT
    }

    /**
     * @param defrost longest time that a defrost masks, e.g. {@code PT45M}; null: it masks nothing. {@code door} likewise
     * @param daily times of every day
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MaskSetup(
            @Nullable String defrost,
            @Nullable String door,
            @Nullable List<DailyMask> daily) {}

    /** @param at local time, e.g. {@code 02:00}; {@code length} is a duration as {@code PT30M} */
    public record DailyMask(String at, String length) {}
}
