package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.Temperatures;

/** Answer of a sensor: a temperature, or why there is none. A fault is a quality, never a number. */
public sealed interface Measurement {
    record Value(long microCelsius) implements Measurement {}

    record Fault(Quality quality, String detail) implements Measurement {}

    static Measurement ofCelsius(double celsius, double resolution) {
        double rounded = Math.round(celsius / resolution) * resolution;
        return new Value(Math.round(rounded * 1_000_000));
    }

    /** Parses a decimal number as a sensor prints it. */
    static Measurement parse(String text) {
        try {
            return new Value(Temperatures.parse(text));
        } catch (BadReading e) {
            return new Fault(Quality.OUT_OF_RANGE, String.valueOf(e.getMessage()));
        }
    }
}
