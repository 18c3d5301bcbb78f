package io.frostline.edge.control;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Schedule of a room's defrosts. */
public sealed interface DefrostSchedule {
    /**
     * Returns whether a defrost is due.
     *
     * @param sinceLast monotonic time since a defrost began, or the agent started
     * @param before wall clock at the previous call; null if it was not known
     * @param now wall clock; null if it is not known
     */
    boolean isDue(Duration sinceLast, @Nullable Instant before, @Nullable Instant now);

    /** Schedule by a fixed interval, which needs no wall clock. */
    record Every(Duration interval) implements DefrostSchedule {
        @Override
        public boolean isDue(Duration sinceLast, @Nullable Instant before, @Nullable Instant now) {
            return sinceLast.compareTo(interval) >= 0;
        }
    }

    /**
     * Schedule by times of the day. Defrosts begin at least an hour apart. A clock that is set forward skips none; one that is
     * set back repeats none within that hour. With a clock that is unknown or stopped, one is due after 25 hours.
     */
    record Daily(List<LocalTime> times, ZoneId zone) implements DefrostSchedule {
        static final Duration MIN_INTERVAL = Duration.ofHours(1);
        private static final Duration MAX_INTERVAL = Duration.ofHours(25);

        @Override
        public boolean isDue(Duration sinceLast, @Nullable Instant before, @Nullable Instant now) {
            if (sinceLast.compareTo(MIN_INTERVAL) < 0) {
                return false;
            }
            boolean passed = before != null && now != null && passes(before, now);
            return passed || sinceLast.compareTo(MAX_INTERVAL) >= 0;
        }

        /** Returns whether one of the times lies after {@code before} and not after {@code now}. */
        private boolean passes(Instant before, Instant now) {
            if (Duration.between(before, now).compareTo(Duration.ofDays(1)) >= 0) {
                return true;
            }
            LocalDate today = now.atZone(zone).toLocalDate();
            return times.stream()
                    .anyMatch(time -> liesBetween(at(today, time), before, now)
                            || liesBetween(at(today.minusDays(1), time), before, now));
        }

        private Instant at(LocalDate day, LocalTime time) {
            return day.atTime(time).atZone(zone).toInstant();
        }

        private static boolean liesBetween(Instant at, Instant before, Instant now) {
            return at.isAfter(before) && !at.isAfter(now);
        }
    }
}
