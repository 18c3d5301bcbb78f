package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.ValidRange;
import java.io.IOException;
import java.util.Optional;

/** Sensor whose values outside its range are faults. */
public final class RangeCheckedSource implements TemperatureSource {
    private final TemperatureSource source;
    private final ValidRange range;

    public RangeCheckedSource(TemperatureSource source, ValidRange range) {
        this.source = source;
        this.range = range;
    }

    @Override
    public Measurement read() throws IOException, InterruptedException {
        Measurement measurement = source.read();
        if (measurement instanceof Measurement.Value value) {
            Optional<String> refusal = range.refusal(value.microCelsius());
            if (refusal.isPresent()) {
                return new Measurement.Fault(Quality.OUT_OF_RANGE, refusal.get());
            }
        }
        return measurement;
    }

    @Override
    public String bus() {
        return source.bus();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
