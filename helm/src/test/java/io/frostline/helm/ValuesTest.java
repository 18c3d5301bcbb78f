package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {
    /** Values whose content the cluster defines. */
    private static final Set<String> FREE = Set.of("resources", "parameters", "nodeSelector");

    static Stream<Chart> charts() {
        return Stream.of(Chart.FROSTLINE, Chart.EDGE);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void lints(Chart chart) {
        assertThat(chart.lint()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode             | cluster  | /mode",
                "modes            | embedded | modes",
                "embedded.demo    | maybe    | /embedded/demo",
                "smtp.port        | 70000    | /smtp/port",
                "embedded.storage.size | big | /embedded/storage/size",
                "mqttService.type | External | /mqttService/type",
                "apps.history.replicas | 0 | /apps/history/replicas",
                "apps.history.replica | 1 | replica",
                "apps.ledger.replicas | 1 | ledger",
                "apps.order.canary.weight | 101 | /apps/order/canary/weight",
                "istio.outlier.interval | soon | /istio/outlier/interval",
                "embedded.env.lower | x | lower",
            })
    void refusesWhatTheSchemaDoesNotKnowAndSaysWhich(String value, String given, String named) {
        assertThatThrownBy(() -> Chart.FROSTLINE.render(Map.of(value, given)))
                .hasMessageContaining("don't meet the specifications of the schema")
                .hasMessageContaining(named);
    }

    @Test
    void refusesAModeThatLacksWhatItNeedsAndSaysWhatToSet() {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("mode", "distributed"));
        assertRefused(settings, "needs PostgreSQL: set postgres.host and postgres.secret");
        settings.put("postgres.create", "true");
        assertRefused(settings, "needs Kafka: set kafka.bootstrapServers");
        settings.put("kafka.create", "true");
        assertRefused(settings, "needs an MQTT 5 broker: set mqtt.host");
        settings.put("mqtt.create", "true");
        assertRefused(settings, "needs a mail server: set smtp.host");
        settings.put("smtp.host", "mail.example.com");
        settings.put("mqttService.tlsSecret", "mqtt-certificate");
        settings.put("mqtt.port", "8883");
        assertRefused(settings, "leave it 1883");
        settings.put("mqtt.port", "1883");
        assertThat(Chart.FROSTLINE.render(settings)).isNotEmpty();
        settings.put("ingress.enabled", "true");
        assertRefused(settings, "set host");
        settings.put("host", "cold.example.com");
        assertRefused(settings, "set networkPolicy.clientsFrom");
        settings.put("networkPolicy.enabled", "false");
        assertThat(Chart.FROSTLINE.render(settings)).isNotEmpty();
        settings.put("certManager.enabled", "true");
        assertRefused(settings, "needs certManager.issuer");
        settings.put("gateway.enabled", "true");
        assertRefused(settings, "needs gateway.parentRefs");
    }

    private static void assertRefused(Map<String, String> settings, String why) {
        assertThatThrownBy(() -> Chart.FROSTLINE.render(settings)).hasMessageContaining(why);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void bringsTheImagesThatAreBuiltWithIt(Chart chart) throws IOException {
        String version =
                Chart.YAML.readTree(chart.read("Chart.yaml")).path("appVersion").asText();
        assertThat(Sources.read(Chart.root().resolve("pom.xml"))).contains("<version>" + version + "</version>");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void theReadmeNamesEachCombinationThatIsTested(Chart chart) throws IOException {
        String readme = chart.read("README.md");
        for (Path values : chart.documentedValues()) {
            assertThat(readme).contains("(ci/" + values.getFileName() + ")");
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyValueIsDocumented(Chart chart) throws IOException {
        TreeSet<String> undocumented = new TreeSet<>();
        String readme = chart.read("README.md");
        collect("", Chart.YAML.readTree(chart.read("values.yaml")), path -> {
            String named = path.replaceFirst("^apps\\.[a-z-]+\\.", "apps.<app>.");
            if (!readme.contains("`" + named + "`")) {
                undocumented.add(named);
            }
        });
        assertThat(undocumented).isEmpty();
    }

    private static void collect(String prefix, JsonNode node, Consumer<String> found) {
        node.properties().forEach(each -> {
            String path = prefix + each.getKey();
            if (each.getValue().isObject() && !each.getValue().isEmpty() && !FREE.contains(each.getKey())) {
                collect(path + ".", each.getValue(), found);
            } else {
                found.accept(path);
            }
        });
    }

    /** Helm's condition for a dependency adds {@code enabled} to its values. */
    @ParameterizedTest
    @MethodSource("charts")
    void canBeADependencyWithACondition(Chart chart) {
        for (String enabled : new String[] {"true", "false"}) {
            Map<String, String> settings =
                    new LinkedHashMap<>(Map.of("enabled", enabled, "global.imageRegistry", "registry.example"));
            if (chart.equals(Chart.EDGE)) {
                settings.put("broker", "ssl://mqtt.example.com:8883");
                settings.put("sites[0].name", "bilbao");
                settings.put("sites[0].sensors[0].name", "freezer-1");
            }
            assertThat(chart.render(settings)).isNotNull();
        }
    }

    /** OpenShift gives each namespace its own ids, and refuses pods that name others. */
    @ParameterizedTest
    @CsvSource({
        "frostline, embedded-values.yaml",
        "frostline, distributed-operators-values.yaml",
        "frostline-edge, two-sites-values.yaml"
    })
    void userIdsCanBeLeftToTheCluster(String name, String values) throws Exception {
        Chart chart = new Chart(name);
        Path file = chart.folder().resolve("ci").resolve(values);
        for (Manifest manifest :
                new Combination(chart, java.util.List.of(file), Map.of("fixedUserIds", "false")).render()) {
            String text = Chart.YAML.writeValueAsString(manifest.at(""));
            assertThat(text).as(manifest.toString()).doesNotContain("runAsUser", "runAsGroup", "fsGroup:");
        }
    }
}
