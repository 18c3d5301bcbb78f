package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test that the apps' manifests for {@code kubectl apply -k} match the chart's manifests for the same servers. */
class PlainManifestsTest {
    private static final Path FOLDER = Chart.root().resolve("cloud-services/packaging/manifests/target/kubernetes");
    private static final Map<String, ?> SAME_SERVERS = Map.of(
            "mode", "distributed",
            "postgres.host", "postgres",
            "postgres.secret", "postgres",
            "kafka.bootstrapServers", "kafka:9092",
            "mqtt.host", "mqtt",
            "smtp.host", "mail");
    private static final List<Manifest> CHART = Chart.FROSTLINE.render(SAME_SERVERS);

    private static List<Manifest> plain(String file) {
        return Chart.parse(Sources.read(FOLDER.resolve(file)));
    }

    private static Manifest find(List<Manifest> all, String kind, String name) {
        return all.stream()
                .filter(manifest ->
                        manifest.kind().matches(kind) && manifest.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode container(Manifest workload) {
        return workload.running().getFirst();
    }

    /**
     * Returns a workload's environment, without intended differences: a service creates its tables itself, and the only coordinator
     * is its Service, where the chart names each pod.
     */
    private static Map<String, JsonNode> environment(Manifest workload) {
        Map<String, JsonNode> environment = new TreeMap<>();
        Manifest.each(container(workload).path("env"))
                .filter(each -> !each.path("name").asText().startsWith("QUARKUS_FLYWAY_"))
                .filter(each -> !each.path("name").asText().equals("KUBERNETES_NAMESPACE"))
                .forEach(each -> environment.put(
                        each.path("name").asText(),
                        each.path("name").asText().equals("LRA_COORDINATORS")
                                ? each.path("name")
                                : each.has("value") ? each.path("value") : each.path("valueFrom")));
        return environment;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"coldroom", "history", "intake", "lra-coordinator", "notification", "order", "payment", "stock"})
    void areTheChartsInAllThatClientsAndServersSee(String app) throws Exception {
        List<Manifest> plain = plain(app + ".yml");
        for (Manifest manifest : plain) {
            assertThat(TypedModels.read(manifest)).as("%s", manifest).isNotNull();
        }
        String name = "frostline-" + app;
        Manifest mine = find(plain, "Deployment|StatefulSet", name);
        Manifest charts = find(CHART, "Deployment|StatefulSet", name);
        assertThat(mine.kind()).isEqualTo(charts.kind());
        assertThat(environment(mine)).isEqualTo(environment(charts));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(probe(mine, probe)).as(probe).isEqualTo(probe(charts, probe));
        }
        assertThat(container(mine).at("/ports/0/containerPort").asInt())
                .isEqualTo(container(charts).at("/ports/0/containerPort").asInt());
        assertThat(container(mine).path("image").asText()).contains("/frostline/" + app + ":");
        for (String label : List.of("component", "part-of")) {
            String pointer = "/spec/template/metadata/labels/app.kubernetes.io~1" + label;
            assertThat(mine.at(pointer).asText())
                    .as(label)
                    .isEqualTo(charts.at(pointer).asText());
        }
        Manifest service = find(plain, "Service", name);
        assertThat(service.at("/spec/ports/0/port").asInt())
                .isEqualTo(find(CHART, "Service", name).at("/spec/ports/0/port").asInt());
        assertThat(labels(mine)).containsAllEntriesOf(selector(service));
    }

    private static Map<String, String> probe(Manifest workload, String probe) {
        JsonNode found = container(workload).path(probe);
        Map<String, String> facts = new TreeMap<>();
        for (String pointer : List.of("/httpGet/path", "/periodSeconds", "/timeoutSeconds", "/failureThreshold")) {
            facts.put(pointer, found.at(pointer).asText());
        }
        return facts;
    }

    private static Map<String, String> labels(Manifest workload) {
        return texts(workload.at("/spec/template/metadata/labels"));
    }

    private static Map<String, String> selector(Manifest service) {
        return texts(service.at("/spec/selector"));
    }

    private static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new TreeMap<>();
        map.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    /** Manifests applied over an older version keep its selectors, which a cluster refuses to change. */
    @Test
    void selectByNoVersion() {
        assertThat(plain("stock.yml").stream()
                        .map(manifest -> manifest.at("/spec/selector").toString())
                        .filter(selector -> selector.contains("version")))
                .isEmpty();
    }

    @Test
    void areEachNamedOnceForKustomize() {
        JsonNode kustomization = plain("kustomization.yaml").getFirst().json();
        List<String> files = Manifest.each(kustomization.path("resources"))
                .map(JsonNode::asText)
                .toList();
        Stream<String> objects =
                files.stream().flatMap(file -> plain(file).stream()).map(Manifest::toString);
        assertThat(objects.toList())
                .doesNotHaveDuplicates()
                .contains("PersistentVolumeClaim frostline-payment", "StatefulSet frostline-payment");
    }
}
