package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.Delays;
import io.frostline.coldroom.detection.NoData;
import io.frostline.coldroom.detection.NoDataDetector;
import io.frostline.coldroom.detection.Reevaluation;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.coldroom.excursion.Finding.Cause;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.excursion.Found;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.column.Readings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No-data state of one sensor, as far as it was followed. */
final class Heard {
    private final Watch watch;
    private final Delays delays;
    private State state;

    /** @param reported start of a reported alarm that has no end yet; null: none */
    record State(NoDataDetector.State detector, @Nullable Instant reported) {
        static final State NEW = new State(NoDataDetector.State.NEW, null);
    }

    Heard(Watch watch, Delays delays, State state) {
        this.watch = watch;
        this.delays = delays;
        this.state = state;
    }

    State state() {
        return state;
    }

    /** Returns whether there is an alarm without an end. */
    boolean isSilent() {
        return state.reported != null;
    }

    /** @param readings ascending, after all that came before */
    void moveOn(Readings readings, Findings findings) {
        NoDataDetector.State whole = state.reported == null ? NoDataDetector.whole(state.detector, readings) : null;
        if (whole != null) {
            state = new State(whole, null);
            return;
        }
        NoDataDetector detector = new NoDataDetector(delays, state.detector);
        List<NoData> found = detector.accept(readings);
        Instant reported = state.reported;
        state = new State(detector.state(), null);
        if (reported != null || !found.isEmpty()) {
            // a reported alarm has an end now, or was none
            findings.add(finding(reported == null ? found.getFirst().from() : reported, null, found, Cause.LIVE));
        }
    }

    /** Finds a silence that is long enough by now; it is reported once. */
    void listen(Instant now, Findings findings) {
        if (state.detector.isCurrent(now.toEpochMilli())) {
            return;
        }
        Optional<NoData> open = new NoDataDetector(delays, state.detector).open(now);
        if (open.isPresent() && !open.get().from().equals(state.reported)) {
            state = new State(state.detector, open.get().from());
            findings.add(finding(open.get().from(), null, List.of(open.get()), Cause.LIVE));
        }
    }

    private Finding finding(Instant from, @Nullable Instant until, List<NoData> found, Cause cause) {
        return new Finding(watch, from, until, found.stream().map(Found::of).toList(), cause);
    }

    /** @return empty where more readings are needed */
    Optional<Finding> reevaluate(Reevaluation.Known known, StaleRange stretch, Instant now, Cause cause) {
        Optional<NoDataDetector.Reevaluated> result =
                NoDataDetector.reevaluate(known, stretch.from(), stretch.to(), delays, now);
        result.ifPresent(this::goOn);
        return result.map(r -> finding(r.from(), r.until(), r.found(), cause));
    }

    private void goOn(NoDataDetector.Reevaluated result) {
        if (result.state() != null) {
            state = new State(
                    result.state(),
                    result.found().stream()
                            .filter(silence -> silence.to() == null)
                            .map(NoData::from)
                            .findFirst()
                            .orElse(null));
        }
    }
}
