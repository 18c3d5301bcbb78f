package io.frostline.edge.sensing;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.Temperatures;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock.Stamp;
import io.frostline.edge.health.AgentMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watch over the answers of sensors. It counts faults, and logs when a fault begins and ends, and when a value stays the same for
 * longer than the sensor's physics allow. Safe for use by several threads.
 */
public final class SensorWatch {
    /** Nanoseconds without a fault after which a fault has ended; an intermittent sensor so has one fault. */
    private static final long RECOVERY_PERIOD = TimeUnit.MINUTES.toNanos(1);

    /**
     * Sensor to watch.
     *
     * @param stuckAfter maximum time that its value may stay the same; zero means for ever
     */
    public record Sensor(String name, Duration stuckAfter) {}

    /** Target of log entries. */
    public interface Log {
        void entry(String kind, String text, Map<String, String> detail);
    }

    private static final class State {
        private @Nullable Quality fault;
        private long faults;
        private long lastFault;
        private long value = Long.MIN_VALUE;
        private long valueSince;
        private boolean stuck;
    }

    private final List<Sensor> sensors;
    private final State[] states;
    private final AgentMetrics metrics;
    private final Log log;
    private final LongSupplier nanos;

    public SensorWatch(List<Sensor> sensors, AgentMetrics metrics, Log log, LongSupplier nanos) {
        this.sensors = List.copyOf(sensors);
        this.metrics = metrics;
        this.log = log;
        this.nanos = nanos;
        this.states = new State[sensors.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = new State();
        }
    }

    /** Records the answer of a sensor, and returns it as a reading. */
    SensorReading observe(int sensor, Stamp at, Measurement answer) {
        if (answer instanceof Measurement.Value(long microCelsius)) {
            good(sensor, microCelsius);
            return new SensorReading(sensor, at, microCelsius, Quality.GOOD);
        }
        Measurement.Fault fault = (Measurement.Fault) answer;
        fault(sensor, fault.quality(), fault.detail());
        return new SensorReading(sensor, at, 0, fault.quality());
    }

    /**
     * Records a fault.
     *
     * @param detail why there is no value, with the raw number if there was one
     */
    public void fault(int sensor, Quality quality, String detail) {
        String name = sensors.get(sensor).name;
        metrics.fault(name, quality);
        State state = states[sensor];
        synchronized (state) {
            state.lastFault = nanos.getAsLong();
            state.faults++;
            state.value = Long.MIN_VALUE;
            if (state.fault != quality) {
                state.fault = quality;
                log.entry(
                        Batch.Entry.SENSOR_FAULT,
                        name + ": " + detail,
                        Map.of("sensor", name, "quality", Quality.nameOf(quality.code()), "detail", detail));
            }
        }
    }

    public void good(int sensor, long microCelsius) {
        State state = states[sensor];
        synchronized (state) {
            long now = nanos.getAsLong();
            if (state.fault != null && now - state.lastFault >= RECOVERY_PERIOD) {
                String name = sensors.get(sensor).name;
                log.entry(
                        Batch.Entry.SENSOR_FAULT_ENDED,
                        name + " answers again",
                        Map.of("sensor", name, "readings", Long.toString(state.faults)));
                state.fault = null;
                state.faults = 0;
            }
            if (state.value != microCelsius) {
                moves(sensor, state, microCelsius, now);
            } else if (!state.stuck) {
                standsStill(sensor, state, now);
            }
        }
    }

    private void moves(int sensor, State state, long microCelsius, long now) {
        if (state.stuck) {
            String name = sensors.get(sensor).name;
            log.entry(Batch.Entry.SENSOR_STUCK_ENDED, name + " moves again", Map.of("sensor", name));
            state.stuck = false;
        }
        state.value = microCelsius;
        state.valueSince = now;
    }

    private void standsStill(int sensor, State state, long now) {
        Duration after = sensors.get(sensor).stuckAfter;
        if (after.isZero() || now - state.valueSince < after.toNanos()) {
            return;
        }
        String name = sensors.get(sensor).name;
        String celsius = Temperatures.format(state.value);
        state.stuck = true;
        log.entry(
                Batch.Entry.SENSOR_STUCK,
                name + " has said " + celsius + " for " + after.toMinutes() + " minutes",
                Map.of("sensor", name, "celsius", celsius, "minutes", Long.toString(after.toMinutes())));
    }

    /** Returns the names of sensors whose value is stuck. */
    public List<String> stuck() {
        List<String> stuck = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            synchronized (states[i]) {
                if (states[i].stuck) {
                    stuck.add(sensors.get(i).name);
                }
            }
        }
        return stuck;
    }
}
