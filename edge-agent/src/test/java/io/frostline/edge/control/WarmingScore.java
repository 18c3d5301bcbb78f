package io.frostline.edge.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Score of warnings against one sensor's later readings.
 *
 * <p>A crossing lasts if readings stay above the limit for more than half an hour. It is an event if it lasts and there was none
 * for an hour before. A warning belongs to an event within two hours after it, and is false if no lasting crossing begins within
 * one. The plain threshold alarms when a reading is above the limit: its lead is zero, and it is false if the crossing does not
 * last.
 *
 * @param medianLead minutes from the warning to the event; 0 if there was no warning
 * @param warnedShare share of the events with a warning
 */
record WarmingScore(
        String sensor,
        double weeks,
        int events,
        double medianLead,
        double warnedShare,
        double falseWarningsAWeek,
        double falseAlarmsAWeek) {
    static final String HEADER = "sensor  events/week  lead, median  warned  false/week | threshold: lead  false/week";
    private static final long MINUTE = 60_000;

    private record Crossing(long at, long until, boolean afterCalm) {
        private boolean lasts() {
            return until - at > 30 * MINUTE;
        }
    }

    static WarmingScore of(String sensor, TreeMap<Long, Double> readings, TreeMap<Long, Double> limits) {
        NavigableMap<Long, Double> judged = readings.tailMap(limits.firstKey(), true);
        List<Crossing> crossings = crossings(judged, limits);
        List<Long> warnings = warnings(judged, limits);
        List<Double> leads = crossings.stream()
                .filter(crossing -> crossing.lasts() && crossing.afterCalm)
                .map(crossing -> lead(crossing, warnings))
                .sorted()
                .toList();
        double weeks = (judged.lastKey() - judged.firstKey()) / (7.0 * 24 * 60 * MINUTE);
        long falseWarnings = warnings.stream()
                .filter(at -> crossings.stream().noneMatch(c -> c.lasts() && c.at >= at && c.at - at <= 60 * MINUTE))
                .count();
        return new WarmingScore(
                sensor,
                weeks,
                leads.size(),
                leads.get((leads.size() - 1) / 2),
                leads.stream().filter(lead -> lead > 0).count() / (double) leads.size(),
                falseWarnings / weeks,
                crossings.stream().filter(crossing -> !crossing.lasts()).count() / weeks);
    }

    private static double lead(Crossing crossing, List<Long> warnings) {
        long last = warnings.stream().filter(at -> at < crossing.at).reduce(0L, (a, b) -> b);
        return crossing.at - last <= 120 * MINUTE ? (crossing.at - last) / (double) MINUTE : 0;
    }

    private static List<Crossing> crossings(NavigableMap<Long, Double> readings, TreeMap<Long, Double> limits) {
        List<Crossing> crossings = new ArrayList<>();
        long above = 0;
        for (Map.Entry<Long, Double> reading : readings.entrySet()) {
            long at = reading.getKey();
            boolean isAbove = reading.getValue() > limits.floorEntry(at).getValue();
            if (isAbove && above == 0) {
                above = at;
            } else if (!isAbove && above > 0) {
                boolean calm = crossings.isEmpty() || above - crossings.getLast().until >= 60 * MINUTE;
                crossings.add(new Crossing(above, at, calm));
                above = 0;
            }
        }
        return crossings;
    }

    private static List<Long> warnings(NavigableMap<Long, Double> readings, TreeMap<Long, Double> limits) {
        List<Long> warnings = new ArrayList<>();
        double limit = limits.firstEntry().getValue();
        WarmingWatch watch = new WarmingWatch(limit, RoomConfig.Warming.DEFAULT_HORIZON);
        for (Map.Entry<Long, Double> reading : readings.entrySet()) {
            long at = reading.getKey();
            double inForce = limits.floorEntry(at).getValue();
            if (inForce != limit) {
                limit = inForce;
                watch = new WarmingWatch(limit, RoomConfig.Warming.DEFAULT_HORIZON);
            }
            watch.observe(Duration.ofMillis(at), reading.getValue()).ifPresent(left -> warnings.add(at));
        }
        return warnings;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-7s %11.1f  %8.0f min  %5.0f%%  %10.1f | %8d min  %17.1f",
                sensor,
                events / weeks,
                medianLead,
                100 * warnedShare,
                falseWarningsAWeek,
                0,
                falseAlarmsAWeek);
    }
}
