package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.ValidRange;
import java.util.Optional;

/** Answer of a sensor: a temperature, or why there is none. A fault is a quality, never a number. */
public sealed interface Measurement {
    record Value(long microCelsius) implements Measurement {}

    record Fault(Quality quality, String detail) implements Measurement {}

    static Measurement ofCelsius(double celsius, double resolution) {
        double rounded = Math.round(celsius / resolution) * resolution;
        return new Value(Math.round(rounded * 1_000_000));
    }

    /** Returns a fault for a value outside the range, else this measurement. */
    default Measurement within(ValidRange range) {
        Optional<String> refusal = this instanceof Value value ? range.refusal(value.microCelsius()) : Optional.empty();
        return refusal.isPresent() ? new Fault(Quality.OUT_OF_RANGE, refusal.get()) : this;
    }
}
