package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.column.Quality;
import io.frostline.edge.health.AgentMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensorWatchTest {
    private final List<String> entries = new ArrayList<>();
    private long nanos;
    private final SensorWatch watch = new SensorWatch(
            List.of(new SensorWatch.Sensor("a", Duration.ofHours(6)), new SensorWatch.Sensor("b", Duration.ZERO)),
            new AgentMetrics(),
            (kind, text, detail) -> entries.add(kind + " " + text),
            () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void saysWhenAFaultBeginsAndEndsAndNotInBetween() {
        watch.good(0, 1);
        watch.fault(0, Quality.OUT_OF_RANGE, "999.9 is above the highest possible, 125");
        watch.fault(0, Quality.OUT_OF_RANGE, "999.8 is above the highest possible, 125");
        watch.good(0, 2); // a fault that comes and goes is one fault
        watch.fault(0, Quality.OUT_OF_RANGE, "999.9 is above the highest possible, 125");
        pass(Duration.ofSeconds(59));
        watch.good(0, 3);
        assertThat(entries).containsExactly("sensor-fault a: 999.9 is above the highest possible, 125");
        pass(Duration.ofSeconds(1));
        watch.good(0, 4);
        assertThat(entries).hasSize(2).last().isEqualTo("sensor-fault-ended a answers again");
        watch.fault(0, Quality.TIMEOUT, "no answer");
        watch.fault(0, Quality.CHECKSUM, "wrong sum");
        assertThat(entries).hasSize(4);
    }

    @Test
    void warnsOfAValueThatStandsStill() {
        for (int hour = 0; hour < 12; hour++) {
            watch.good(0, 4_000_000);
            watch.good(1, 4_000_000);
            pass(Duration.ofHours(1));
        }
        assertThat(entries).containsExactly("stuck a has said 4 for 360 minutes");
        assertThat(watch.stuck()).containsExactly("a");
        watch.good(0, 4_100_000);
        assertThat(entries).hasSize(2).last().isEqualTo("stuck-ended a moves again");
        assertThat(watch.stuck()).isEmpty();
    }
}
