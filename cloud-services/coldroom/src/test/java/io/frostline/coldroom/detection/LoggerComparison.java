package io.frostline.coldroom.detection;

import io.frostline.coldroom.detection.Limit.Side;
import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the detector finds without delay in one sensor's export on one side, beside what the logger itself raised there. */
final class LoggerComparison {
    /** Why the logger has, or has not, an alarm in a time outside that the detector finds. */
    enum Reason {
        /** It raised one in it. */
        RAISED,
        /**
         * Its alarm of before still goes on. A reading at the limit ends a time outside, and this logger's alarm where it
         * is too warm; where it is too cold, this logger waits for a reading beyond the limit.
         */
        GOES_ON,
        /** It is back within before the logger's wait is over. */
        SHORTER,
        /** How long the logger waited is not known there; it is shorter than the longest wait that is. */
        WAIT_UNKNOWN,
        /** As before, but longer than any wait that is known of the sensor. */
        OUTLASTS_ANY_WAIT,
        UNEXPLAINED
    }

    private final String name;
    private final Readings export;
    private final LoggerDelays delays;
    private final List<LoggerEvent> events;
    private final List<Excursion> excursions;

    LoggerComparison(String name, Side side, List<LoggerEvent> ofSensor, Readings export) {
        this.name = name + (side == Side.HIGH ? " exceed" : " deficit");
        this.export = export;
        delays = LoggerDelays.of(ofSensor, export);
        events = ofSensor.stream().filter(event -> event.side() == side).toList();
        excursions = events.isEmpty()
                ? List.of()
                : ExcursionDetector.detect(export, new LoggerLimits(side, events, delays, export).limits());
    }

    String name() {
        return name;
    }

    int alarms() {
        return events.size();
    }

    /** Alarms of which the export holds the value at the minute. */
    List<LoggerEvent> own() {
        return events.stream().filter(event -> event.raised().own().isPresent()).toList();
    }

    /** Of those, the ones that lie in a time outside. */
    List<LoggerEvent> found() {
        return own().stream().filter(event -> around(event).isPresent()).toList();
    }

    /** Of the found, the ones at which the logger's wait is known. */
    List<LoggerEvent> timed() {
        return found().stream()
                .filter(event -> delays.at(event.at()).isPresent())
                .toList();
    }

    /** Of those, the ones that the detector, with the logger's wait as its delay, raises at the alarm's minute. */
    long toTheMinute() {
        return timed().stream()
                .filter(event -> around(event)
                        .map(excursion -> excursion.raised().get(LoggerLimits.LOGGER))
                        .filter(raised -> isWithin(raised, event.raised()))
                        .isPresent())
                .count();
    }

    /** Of the found, the ones whose recovery names the same limit and stands in the export too. */
    List<LoggerEvent> recovered() {
        return found().stream()
                .filter(event -> event.recovered()
                        .filter(row -> row.own().isPresent()
                                && row.limit().equals(event.raised().limit()))
                        .isPresent())
                .toList();
    }

    /** Of those, the ones whose last time outside ends at the recovery, or before it at readings at the limit alone. */
    long endAtTheRecovery() {
        return recovered().stream()
                .filter(event -> isLastEnd(event, event.recovered().orElseThrow()))
                .count();
    }

    private boolean isLastEnd(LoggerEvent event, LoggerRow recovery) {
        int own = recovery.own().orElseThrow();
        Optional<Instant> end = excursions.stream()
                .filter(excursion -> excursion.from().toEpochMilli() < export.at(own))
                .reduce((before, after) -> after)
                .flatMap(Excursion::to);
        if (end.isEmpty() || end.get().toEpochMilli() > export.at(own)) {
            return false;
        }
        for (int i = export.indexFrom(end.get().toEpochMilli()); i < own; i++) {
            if (event.side() == Side.HIGH || export.isGood(i) && export.micro(i) != event.limit()) {
                return false;
            }
        }
        return true;
    }

    int excursions() {
        return excursions.size();
    }

    long count(Reason reason) {
        return excursions.stream()
                .filter(excursion -> reason(excursion) == reason)
                .count();
    }

    /** Of the times outside in which the logger, by its own wait, must have an alarm, the share in which it has one. */
    double precision() {
        long with = count(Reason.RAISED) + count(Reason.GOES_ON);
        return share(with, with + count(Reason.UNEXPLAINED));
    }

    /** Of the alarms whose value the export holds at their minute, the share that lies in a time outside. */
    double recall() {
        return share(found().size(), own().size());
    }

    static double share(long part, long whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }

    /** Those that the logger has no alarm for, and no reason that is known. */
    List<Excursion> unexplained() {
        return excursions.stream()
                .filter(excursion -> reason(excursion) == Reason.UNEXPLAINED)
                .toList();
    }

    private Reason reason(Excursion excursion) {
        if (events.stream().anyMatch(event -> covers(excursion, event))) {
            return Reason.RAISED;
        }
        long from = excursion.from().toEpochMilli();
        long to = excursion.to().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        if (events.stream().anyMatch(event -> event.overlaps(from, to))) {
            return Reason.GOES_ON;
        }
        if (excursion.raised().containsKey(LoggerLimits.LOGGER)) {
            return Reason.UNEXPLAINED;
        }
        if (delays.at(from).isPresent()) {
            return Reason.SHORTER;
        }
        return excursion.outside().toMillis() > delays.longest() ? Reason.OUTLASTS_ANY_WAIT : Reason.WAIT_UNKNOWN;
    }

    private Optional<Excursion> around(LoggerEvent event) {
        return excursions.stream().filter(excursion -> covers(excursion, event)).findFirst();
    }

    /** By the reading that the alarm tells of; where the export lacks that, by the alarm's minute. */
    private boolean covers(Excursion excursion, LoggerEvent event) {
        LoggerRow raised = event.raised();
        Instant at = Instant.ofEpochMilli(
                raised.own().isPresent() ? export.at(raised.own().getAsInt()) : raised.at());
        return !excursion.from().isAfter(at) && excursion.to().map(at::isBefore).orElse(true);
    }

    private static boolean isWithin(Instant at, LoggerRow row) {
        long since = at.toEpochMilli() - row.at();
        return since >= 0 && since < LoggerRow.MINUTE;
    }
}
