package io.frostline.edge.control;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** When a room is defrosted. */
public sealed interface DefrostSchedule {
    /**
     * @param sinceLast monotonic time since a defrost began, or the agent started
     * @param before the wall clock when this was asked before
     */
    boolean isDue(Duration sinceLast, Optional<Instant> before, Optional<Instant> now);

    /** Needs no wall clock. */
    record Every(Duration interval) implements DefrostSchedule {
        @Override
        public boolean isDue(Duration sinceLast, Optional<Instant> before, Optional<Instant> now) {
            return sinceLast.compareTo(interval) >= 0;
        }
    }

    /**
     * At times of the day. A clock that is set forward skips none, one that is set back repeats none within the hour, and
     * one that is not known, or stands, makes it once a day.
     */
    record Daily(List<LocalTime> times, ZoneId zone) implements DefrostSchedule {
        static final Duration LEAST_BETWEEN = Duration.ofHours(1);
        private static final Duration MOST_BETWEEN = Duration.ofHours(25);

        @Override
        public boolean isDue(Duration sinceLast, Optional<Instant> before, Optional<Instant> now) {
            if (sinceLast.compareTo(LEAST_BETWEEN) < 0) {
                return false;
            }
            boolean passed = before.isPresent() && now.isPresent() && passes(before.get(), now.get());
            return passed || sinceLast.compareTo(MOST_BETWEEN) >= 0;
        }

        /** Whether one of the times lies after {@code before} and not after {@code now}. */
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
