package io.frostline.coldroom.detection;

import io.frostline.coldroom.detection.Limit.Side;
import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Comparison of the detector's excursions, found without delay in one sensor's export on one side, with the logger's alarms. */
final class LoggerComparison {
    /** Reason why the logger has, or lacks, an alarm in a time outside that the detector finds. */
    enum Reason {
        /** The logger raised an alarm in it. */
        RAISED,
        /**
         * The logger's earlier alarm still goes on. A reading at the limit ends a time outside, and also ends this logger's alarm
         * if it is too warm. If it is too cold, this logger waits for a reading beyond the limit.
         */
        GOES_ON,
        /** The temperature is back within the limit before the logger's delay is over. */
        SHORTER,
        /** The logger's delay is unknown here; the time outside is shorter than the longest known delay. */
        WAIT_UNKNOWN,
        /** The logger's delay is unknown here; the time outside is longer than any known delay of the sensor. */
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
                : Detection.excursions(export, new LoggerLimits(side, events, delays, export).limits());
    }

    String name() {
        return name;
    }

    int alarms() {
        return events.size();
    }

    /** Returns alarms whose value the export holds at their minute. */
    List<LoggerEvent> own() {
        return events.stream().filter(event -> event.raised().own().isPresent()).toList();
    }

    /** Returns those of {@link #own} that lie in a time outside. */
    List<LoggerEvent> found() {
        return own().stream().filter(event -> around(event).isPresent()).toList();
    }

    /** Returns those of {@link #found} at which the logger's delay is known. */
    List<LoggerEvent> timed() {
        return found().stream()
                .filter(event -> delays.at(event.at()).isPresent())
                .toList();
    }

    /** Returns how many of {@link #timed} the detector raises at the alarm's minute, with the logger's delay as its own. */
    long toTheMinute() {
        return timed().stream()
                .filter(event -> around(event)
                        .map(excursion -> excursion.raised().get(LoggerLimits.LOGGER))
                        .filter(raised -> isWithin(raised, event.raised()))
                        .isPresent())
                .count();
    }

    /** Returns those of {@link #found} whose recovery names the same limit and is in the export too. */
    List<LoggerEvent> recovered() {
        return found().stream()
                .filter(event -> event.recovered()
                        .filter(row -> row.own().isPresent()
                                && row.limit().equals(event.raised().limit()))
                        .isPresent())
                .toList();
    }

    /** Returns how many of {@link #recovered} end with the recovery, or before it with readings at the limit alone. */
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
                .map(Excursion::to);
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

    /** Returns the share of times outside with an alarm, of those in which the logger's own delay requires one. */
    double precision() {
        long with = count(Reason.RAISED) + count(Reason.GOES_ON);
        return share(with, with + count(Reason.UNEXPLAINED));
    }

    /** Returns the share of {@link #own} alarms that lie in a time outside. */
    double recall() {
        return share(found().size(), own().size());
    }

    static double share(long part, long whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }

    /** Returns excursions for which the logger has no alarm, without a known reason. */
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
        Instant end = excursion.to();
        long to = end == null ? Long.MAX_VALUE : end.toEpochMilli();
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

    /** Returns whether the excursion covers the alarm's reading or, if the export lacks it, the alarm's minute. */
    private boolean covers(Excursion excursion, LoggerEvent event) {
        LoggerRow raised = event.raised();
        Instant at = Instant.ofEpochMilli(
                raised.own().isPresent() ? export.at(raised.own().getAsInt()) : raised.at());
        Instant to = excursion.to();
        return !excursion.from().isAfter(at) && (to == null || at.isBefore(to));
    }

    private static boolean isWithin(Instant at, LoggerRow row) {
        long since = at.toEpochMilli() - row.at();
        return since >= 0 && since < LoggerRow.MINUTE;
    }
}
