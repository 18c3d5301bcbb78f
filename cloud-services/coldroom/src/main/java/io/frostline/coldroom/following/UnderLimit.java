package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.Excursion;
import io.frostline.coldroom.detection.ExcursionDetector;
import io.frostline.coldroom.detection.Limits;
import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.detection.Outside;
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

/** State of a sensor under one limit, as far as it was followed. */
final class UnderLimit {
    private final Watch watch;
    private final Limits limits;
    private ExcursionDetector.State state;

    /** @param state as it was left; {@link ExcursionDetector.State#NEW} at first */
    UnderLimit(Watch watch, Limits limits, ExcursionDetector.State state) {
        this.watch = watch;
        this.limits = limits;
        this.state = state;
    }

    ExcursionDetector.State state() {
        return state;
    }

    /** @param readings ascending, after all that came before */
    void moveOn(Readings readings, Track.MasksOf masks, Findings findings) {
        ExcursionDetector.State within = ExcursionDetector.within(state, readings, limits);
        if (within != null) {
            state = within;
            return;
        }
        Outside open = state.outside();
        ExcursionDetector detector = new ExcursionDetector(limits, masks.room(watch.room()), state);
        List<Excursion> found = detector.accept(readings);
        detector.open().ifPresent(found::add);
        state = detector.state();
        if (!found.isEmpty()) {
            Instant from = open == null ? found.getFirst().from() : Instant.ofEpochMilli(open.from());
            findings.add(new Finding(watch, from, null, Found.all(found), Cause.LIVE));
        }
    }

    void open(Findings findings) {
        Outside open = state.outside();
        if (open != null) {
            Instant from = Instant.ofEpochMilli(open.from());
            new ExcursionDetector(limits, Masks.NONE, state)
                    .open()
                    .ifPresent(excursion ->
                            findings.add(new Finding(watch, from, null, List.of(Found.of(excursion)), Cause.LIVE)));
        }
    }

    /** @return empty where more readings are needed */
    Optional<Finding> reevaluate(Reevaluation.Known known, StaleRange stretch, Masks masks, Cause cause) {
        Optional<Reevaluation> result = Reevaluation.of(known, stretch.from(), stretch.to(), limits, masks);
        result.map(Reevaluation::state).ifPresent(newest -> state = newest);
        return result.map(r -> new Finding(watch, r.from(), r.until(), Found.all(r.found()), cause));
    }
}
