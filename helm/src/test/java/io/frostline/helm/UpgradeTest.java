package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Test that selectors and claims stay as in a released chart, whose copy is in {@code src/test/resources}. A cluster refuses
 * upgrades that change a selector or claim, and volumes are found by the names of claims. A change of such a file needs an upgrade
 * plan.
 */
class UpgradeTest {
    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "DaemonSet");

    @ParameterizedTest
    @CsvSource({
        "frostline, embedded-values.yaml, embedded-0.1.0.yaml",
        "frostline, distributed-operators-values.yaml, distributed-0.1.0.yaml",
        "frostline-edge, two-sites-values.yaml, edge-0.1.0.yaml"
    })
    void whatAnUpgradeCantChangeIsAsItWas(String chart, String values, String released) throws Exception {
        Chart it = new Chart(chart);
        ObjectNode now = Chart.YAML.createObjectNode();
        for (Manifest manifest :
                new Combination(it, List.of(it.folder().resolve("ci").resolve(values)), Map.of()).render()) {
            if (WORKLOADS.contains(manifest.kind())) {
                now.set(manifest.toString(), fixed(manifest));
            }
        }
        JsonNode before = Chart.YAML.readTree(getClass().getResourceAsStream("/" + released));
        assertThat(Chart.YAML.writeValueAsString(sorted(now))).isEqualTo(Chart.YAML.writeValueAsString(sorted(before)));
    }

    private static JsonNode fixed(Manifest manifest) {
        ObjectNode fixed = Chart.YAML.createObjectNode();
        for (String field : List.of("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates")) {
            if (manifest.at("/spec").has(field)) {
                fixed.set(field, manifest.at("/spec/" + field));
            }
        }
        Manifest.each(manifest.at("/spec/template/spec/volumes"))
                .filter(volume -> volume.has("hostPath"))
                .forEach(volume -> fixed.put(
                        volume.path("name").asText(),
                        volume.at("/hostPath/path").asText()));
        return fixed;
    }

    private static JsonNode sorted(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        ObjectNode sorted = Chart.YAML.createObjectNode();
        fields.forEach(sorted::set);
        return sorted;
    }

    /** A job is immutable: the same name must mean the same pod. */
    @ParameterizedTest
    @CsvSource({
        "image.pullSecrets[0], regcred",
        "image.pullPolicy, Always",
        "nodeSelector.disk, fast",
        "apps.stock.resources.requests.cpu, 200m"
    })
    void aJobWhosePodChangesHasAnotherName(String value, String given) throws Exception {
        Map<String, String> before = jobs(Map.of());
        Map<String, String> after = jobs(Map.of(value, given));
        assertThat(before).isNotEmpty().isEqualTo(jobs(Map.of()));
        assertThat(after).isNotEqualTo(before);
        after.forEach((name, pod) ->
                assertThat(before.getOrDefault(name, pod)).as(name).isEqualTo(pod));
    }

    private static Map<String, String> jobs(Map<String, String> settings) throws Exception {
        Map<String, String> jobs = new TreeMap<>();
        Chart chart = Chart.FROSTLINE;
        for (Manifest manifest : new Combination(
                        chart,
                        List.of(chart.folder().resolve("ci").resolve("distributed-operators-values.yaml")),
                        settings)
                .render()) {
            if (manifest.kind().equals("Job")) {
                jobs.put(manifest.toString(), Chart.YAML.writeValueAsString(manifest.at("/spec/template")));
            }
        }
        return jobs;
    }
}
