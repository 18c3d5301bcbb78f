package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Test that alerts use existing metrics: an alert on an unknown metric never fires. */
class MonitoringTest {
    private static final Pattern NAME = Pattern.compile("\\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+)\\b(?=\\{)");
    /** Metrics of Prometheus itself, and those that Quarkus' Micrometer gives every service. */
    private static final Set<String> GIVEN = Set.of(
            "up", "http_server_requests_seconds_count", "http_server_requests_seconds_sum", "jvm_memory_used_bytes");

    private final List<Manifest> manifests = Chart.FROSTLINE.render(
            Map.of("monitoring.enabled", "true", "monitoring.rules", "true", "monitoring.dashboard", "true"));

    @Test
    void theServicesHaveEveryMetricThatAnAlarmOrAPanelNames() throws Exception {
        Set<String> known = new TreeSet<>(Sources.metrics());
        assertThat(known).contains("frostline_intake_batches_total", "frostline_outbox_oldest_seconds");
        known.addAll(GIVEN);
        List<String> expressions = expressions();
        assertThat(expressions).hasSizeGreaterThan(25);
        for (String expression : expressions) {
            List<String> names = Sources.found(NAME, expression).toList();
            assertThat(names.isEmpty() && !expression.startsWith("up{"))
                    .as(expression)
                    .isFalse();
            assertThat(known).as(expression).containsAll(names);
        }
    }

    private List<String> expressions() throws Exception {
        List<String> rules = one("PrometheusRule").at("/spec/groups").findValuesAsText("expr");
        JsonNode dashboard = new ObjectMapper()
                .readTree(one("ConfigMap").at("/data/frostline.json").asText());
        List<String> panels = dashboard.path("panels").findValuesAsText("expr");
        assertThat(rules).isNotEmpty();
        assertThat(panels).isNotEmpty();
        return java.util.stream.Stream.concat(rules.stream(), panels.stream()).toList();
    }

    @Test
    void everyAlarmSaysWhatIsWrongAndWhereToLook() {
        for (JsonNode rule : one("PrometheusRule").at("/spec/groups/0/rules")) {
            assertThat(rule.at("/annotations/summary").asText()).as("%s", rule).isNotEmpty();
            assertThat(rule.at("/annotations/description").asText())
                    .as("%s", rule)
                    .isNotEmpty();
            assertThat(rule.at("/labels/severity").asText()).as("%s", rule).isIn("critical", "warning");
            assertThat(rule.path("expr").asText()).as("%s", rule).contains("namespace=\"cold\"");
        }
    }

    private Manifest one(String kind) {
        return manifests.stream().filter(m -> m.kind().equals(kind)).findFirst().orElseThrow();
    }
}
