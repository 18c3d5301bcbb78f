package io.frostline.history.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reference finder of gaps in a plain sorted list of readings, one reading after the other, for times well in the past. */
final class PlainGaps {
    record Reading(int interval, boolean good) {}

    private PlainGaps() {}

    /** Returns silent and faulty ranges within [from, to), given the last reading before. */
    static List<String> of(TreeMap<Long, Reading> readings, long from, long to) {
        long now = System.currentTimeMillis();
        List<long[]> silent = new ArrayList<>();
        List<long[]> faulty = new ArrayList<>();
        @Nullable Long first = readings.lowerKey(from);
        TreeMap<Long, Reading> seen = new TreeMap<>(readings.subMap(first == null ? from : first, true, to, false));
        for (Map.Entry<Long, Reading> reading : seen.entrySet()) {
            // whatever the range's end; after the last reading there is silence until now, except for data under way
            @Nullable Long after = readings.higherKey(reading.getKey());
            long until = after == null ? Math.min(to, now) : after;
            int interval = reading.getValue().interval;
            long silence = (after == null ? now - 5_000 : after) - reading.getKey();
            boolean missing = interval > 0 && silence > 1.5 * interval;
            long held = missing ? reading.getKey() + interval : until;
            if (!reading.getValue().good) {
                faulty.add(new long[] {reading.getKey(), held});
            }
            if (missing) {
                silent.add(new long[] {held, until});
            }
        }
        List<String> gaps = new ArrayList<>(joined(faulty, "fault", from, to));
        gaps.addAll(joined(silent, "silent", from, to));
        return gaps.stream().sorted().toList();
    }

    /** Concatenates the gaps of consecutive pages. */
    static List<String> joined(List<Gap> pages) {
        List<long[]> silent = new ArrayList<>();
        List<long[]> faulty = new ArrayList<>();
        for (Gap gap : pages) {
            (gap.reason().equals(Gap.SENSOR_FAULT) ? faulty : silent)
                    .add(new long[] {gap.from().toEpochMilli(), gap.to().toEpochMilli()});
        }
        List<String> gaps = new ArrayList<>(joined(faulty, "fault", Long.MIN_VALUE, Long.MAX_VALUE));
        gaps.addAll(joined(silent, "silent", Long.MIN_VALUE, Long.MAX_VALUE));
        return gaps.stream().sorted().toList();
    }

    /** Merges neighbours that touch. */
    private static List<String> joined(List<long[]> parts, String what, long from, long to) {
        List<long[]> whole = new ArrayList<>();
        for (long[] part : parts) {
            long begin = Math.max(part[0], from);
            long end = Math.min(part[1], to);
            if (begin >= end) {
                continue;
            }
            if (!whole.isEmpty() && whole.getLast()[1] == begin) {
                whole.getLast()[1] = end;
            } else {
                whole.add(new long[] {begin, end});
            }
        }
        return whole.stream()
                .map(gap -> Instant.ofEpochMilli(gap[0]) + " " + Instant.ofEpochMilli(gap[1]) + " " + what)
                .toList();
    }
}
