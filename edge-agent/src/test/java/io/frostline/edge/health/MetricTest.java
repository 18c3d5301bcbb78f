package io.frostline.edge.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.column.Quality;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricTest {
    @Test
    void isTextThatPrometheusReads() {
        StringBuilder text = new StringBuilder();
        Metric.gauge("frostline_age_seconds", "Age", () -> 1.5).writeTo(text);
        Metric.counters("frostline_faults", "Faults", () -> Map.of(Metric.labels("sensor", "a\\\"\n"), 2.0))
                .writeTo(text);
        assertThat(text).hasToString("""
                # HELP frostline_age_seconds Age
                # TYPE frostline_age_seconds gauge
                frostline_age_seconds 1.5
                # HELP frostline_faults_total Faults
                # TYPE frostline_faults_total counter
                frostline_faults_total{sensor="a\\\\\\"\\n"} 2.0
                """);
    }

    @Test
    void faultsAreCountedBySensorAndQuality() {
        AgentMetrics metrics = new AgentMetrics();
        metrics.reading(3);
        metrics.fault("a", Quality.TIMEOUT);
        metrics.fault("a", Quality.TIMEOUT);
        metrics.fault("b", Quality.DISCONNECTED);
        assertThat(metrics.text())
                .contains("frostline_readings_total 3.0\n")
                .contains("frostline_sensor_faults_total{quality=\"timeout\",sensor=\"a\"} 2.0\n")
                .contains("frostline_sensor_faults_total{quality=\"disconnected\",sensor=\"b\"} 1.0\n")
                .contains("frostline_rejected_readings_total 0.0\n");
    }
}
