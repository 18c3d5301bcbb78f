package io.frostline.coldroom.detection;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Range that a temperature must stay within, in 10^-6 degrees Celsius, both ends inclusive; at least one end is given. An excursion
 * ends when the temperature is back by {@code recovery} within the end that it had crossed.
 *
 * @param stages delays after which time outside raises an alarm, the shortest first; at least one
 * @param day null: each time outside counts by itself; else all time outside in a day of that zone counts together, and the limit
 *     has one end
 */
public record Limit(
        @Nullable Long low,
        @Nullable Long high,
        long recovery,
        List<Stage> stages,
        @Nullable ZoneId day) {
    /** End of a limit that was crossed. */
    public enum Side {
        LOW,
        HIGH
    }

    /** @param delay time outside the limit, without gaps and masked time */
    public record Stage(String severity, Duration delay) {}

    public Limit {
        stages = List.copyOf(stages);
        if (low == null && high == null) {
            throw new IllegalArgumentException("a limit needs low, high or both");
        }
        if (recovery < 0 || (low != null && high != null && high - low < 2 * recovery)) {
            throw new IllegalArgumentException(
                    "low must lie below high, and recovery from 0 to half of what is between them");
        }
        if (day != null && low != null && high != null) {
            throw new IllegalArgumentException("a limit for a day has one end: make it two limits");
        }
        if (stages.isEmpty() || !ascending(stages)) {
            throw new IllegalArgumentException("stages must be given with ascending delays, none of them negative");
        }
    }

    /** Creates a limit under which each time outside counts by itself. */
    public Limit(@Nullable Long low, @Nullable Long high, long recovery, List<Stage> stages) {
        this(low, high, recovery, stages, null);
    }

    private static boolean ascending(List<Stage> stages) {
        Duration before = Duration.ofNanos(-1);
        for (Stage stage : stages) {
            if (stage.delay.compareTo(before) <= 0) {
                return false;
            }
            before = stage.delay;
        }
        return true;
    }

    /** Returns the end that a temperature has crossed; null: none. */
    @Nullable
    Side crossedBy(long micro) {
        if (high != null && micro > high) {
            return Side.HIGH;
        }
        return low != null && micro < low ? Side.LOW : null;
    }

    /** Returns whether a temperature ends an excursion to that side. */
    boolean isRecovered(Side side, long micro) {
        return switch (side) {
            case HIGH -> high == null || micro <= high - recovery;
            case LOW -> low == null || micro >= low + recovery;
        };
    }

    /** Returns whether there can be no excursion at this temperature, whatever was before. */
    boolean isCalm(long micro) {
        return isRecovered(Side.HIGH, micro) && isRecovered(Side.LOW, micro);
    }
}
