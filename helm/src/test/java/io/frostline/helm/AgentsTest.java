package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.edge.config.AgentConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsTest {
    private final List<Manifest> manifests = rendered("two-sites-values.yaml");

    private static List<Manifest> rendered(String values) {
        return new Combination(
                        Chart.EDGE, List.of(Chart.EDGE.folder().resolve("ci").resolve(values)), Map.of())
                .render();
    }

    /** Checks the configuration with the agent's own reader, which refuses unknown settings. */
    @Test
    void theAgentUnderstandsWhatItIsGiven(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("enrolment"));
        Files.writeString(folder.resolve("enrolment/username"), "bilbao");
        Files.writeString(folder.resolve("enrolment/password"), "secret");
        Files.createDirectories(folder.resolve("trust"));
        Files.writeString(folder.resolve("trust/ca.crt"), "");
        AgentConfig bilbao = read(folder, "frostline-frostline-edge-bilbao");
        assertThat(bilbao.site()).isEqualTo("bilbao");
        assertThat(bilbao.polled()).hasSize(3);
        assertThat(bilbao.rooms()).hasSize(1);
        assertThat(bilbao.uplink().password()).isEqualTo("secret");
        assertThat(bilbao.buffer().file()).isEqualTo(Path.of("/buffer/frostline-buffer.db"));
        AgentConfig vitoria = read(folder, "frostline-frostline-edge-vitoria-2-945d63");
        assertThat(vitoria.site()).isEqualTo("Vitoria_2");
        assertThat(vitoria.listened()).hasSize(1);
    }

    private AgentConfig read(Path folder, String name) throws Exception {
        Path file = Files.createDirectories(folder.resolve("config")).resolve("agent.yaml");
        Files.writeString(
                file,
                of("ConfigMap")
                        .filter(m -> m.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .at("/data/agent.yaml")
                        .asText());
        return AgentConfig.read(file);
    }

    @Test
    void aSiteIsOnItsNodesAloneAndStaysThereWhileTheClusterIsAway() {
        assertThat(of("DaemonSet")).hasSize(2).allSatisfy(agents -> {
            JsonNode pod = agents.pod().orElseThrow();
            assertThat(pod.path("nodeSelector").path("frostline.io/site").asText())
                    .isIn("bilbao", "Vitoria_2");
            assertThat(pod.path("nodeSelector").has("node-role.kubernetes.io/edge"))
                    .isTrue();
            assertThat(Manifest.each(pod.path("tolerations"))
                            .filter(toleration ->
                                    toleration.path("tolerationSeconds").isMissingNode())
                            .map(toleration -> toleration.path("key").asText()))
                    .contains(
                            "node.kubernetes.io/unreachable",
                            "node.kubernetes.io/not-ready",
                            "node-role.kubernetes.io/edge");
            assertThat(pod.path("dnsPolicy").asText()).isEqualTo("Default");
            assertThat(agents.containers())
                    .allSatisfy(container -> assertThat(
                                    container.path("imagePullPolicy").asText())
                            .isEqualTo("IfNotPresent"));
        });
    }

    @Test
    void eachSensorIsADeviceOfItsNode() {
        assertThat(of("DeviceModel")).hasSize(1);
        assertThat(of("Device").map(device -> device.at("/spec/nodeName").asText()))
                .containsExactlyInAnyOrder("bilbao-edge-1", "bilbao-edge-1", "bilbao-edge-1", "vitoria-edge-1");
    }

    @Test
    void probesReachAnAgentThatListensOnLoopbackAlone() {
        JsonNode container = rendered("host-network-values.yaml").stream()
                .filter(m -> m.kind().equals("DaemonSet"))
                .findFirst()
                .orElseThrow()
                .running()
                .getFirst();
        for (String probe : List.of("startupProbe/tcpSocket", "livenessProbe/httpGet", "readinessProbe/httpGet")) {
            assertThat(container.at("/" + probe + "/host").asText()).as(probe).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void refusesSitesThatCantWorkAndSaysWhy() {
        assertRefused(Map.of(), "set broker");
        assertRefused(Map.of("broker", "mqtt.example.com"), "/broker");
        assertRefused(Map.of("broker", "tcp://b"), "set sites");
        assertRefused(Map.of("broker", "tcp://b", "sites[0].name", "a"), "site a has nothing to record");
        assertRefused(Map.of("broker", "tcp://b", "sites[0].name", "a/b"), "/sites/0/name");
        assertRefused(
                Map.of(
                        "broker",
                        "tcp://b",
                        "sites[0].name",
                        "a",
                        "sites[0].sensors[0].name",
                        "s",
                        "kubeedge.devices",
                        "true"),
                "give site a its node");
        assertRefused(
                Map.of(
                        "broker", "tcp://b",
                        "sites[0].name", "a",
                        "sites[0].sensors[0].name", "s",
                        "sites[1].name", "a",
                        "sites[1].sensors[0].name", "s"),
                "two sites named a");
    }

    private static void assertRefused(Map<String, String> settings, String why) {
        assertThatThrownBy(() -> Chart.EDGE.render(settings)).hasMessageContaining(why);
    }

    private Stream<Manifest> of(String kind) {
        return manifests.stream().filter(m -> m.kind().equals(kind));
    }
}
