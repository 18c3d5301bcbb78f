package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test that each pod has limits, probes, and minimal rights on its node. */
class PodHygieneTest {
    /** Kinds without probes, since their pods end by themselves. */
    private static final Set<String> WITHOUT_PROBES = Set.of("Job", "Pod");

    private static final List<String> NONE = List.of();
    private static final List<String> TO_GIVE_A_FOLDER_AWAY = List.of("CHOWN", "FOWNER");
    private static final List<String> PROBES = List.of("startupProbe", "readinessProbe", "livenessProbe");

    static Stream<Combination> combinations() {
        return Combination.all();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyContainerSaysWhatItNeeds(Combination combination) {
        for (Manifest manifest : combination.render()) {
            for (JsonNode container : manifest.containers()) {
                JsonNode resources = container.path("resources");
                assertThat(resources.at("/requests/cpu").isMissingNode())
                        .as("%s", manifest)
                        .isFalse();
                assertThat(resources.at("/requests/memory").isMissingNode())
                        .as("%s", manifest)
                        .isFalse();
                assertThat(resources.at("/limits/memory").isMissingNode())
                        .as("%s", manifest)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyContainerMayOnlyWhatItMust(Combination combination) {
        for (Manifest manifest : combination.render()) {
            manifest.pod().ifPresent(pod -> {
                assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                        .as("%s", manifest)
                        .isFalse();
                assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                        .as("%s", manifest)
                        .isTrue();
                assertThat(pod.at("/securityContext/runAsUser").asInt())
                        .as("%s", manifest)
                        .isEqualTo(10001);
                assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                        .as("%s", manifest)
                        .isEqualTo("RuntimeDefault");
            });
            for (JsonNode container : manifest.containers()) {
                JsonNode context = container.path("securityContext");
                assertThat(rights(container)).as("%s", manifest).isIn(NONE, TO_GIVE_A_FOLDER_AWAY);
                assertThat(context.path("readOnlyRootFilesystem").asBoolean())
                        .as("%s", manifest)
                        .isTrue();
                assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                        .as("%s", manifest)
                        .isFalse();
                assertThat(context.path("privileged").asBoolean())
                        .as("%s", manifest)
                        .isFalse();
                assertThat(context.at("/capabilities/drop/0").asText())
                        .as("%s", manifest)
                        .isEqualTo("ALL");
            }
        }
    }

    private static List<String> rights(JsonNode container) {
        JsonNode context = container.path("securityContext");
        if (!context.path("runAsNonRoot").asBoolean(true)) {
            assertThat(container.path("name").asText()).isEqualTo("own-buffer");
        }
        return Manifest.each(context.at("/capabilities/add"))
                .map(JsonNode::asText)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void whatRunsOnTellsStartingReadyAndLiveApart(Combination combination) {
        for (Manifest manifest : combination.render()) {
            if (!WITHOUT_PROBES.contains(manifest.kind())) {
                for (JsonNode container : manifest.running()) {
                    assertThat(PROBES).as("%s", manifest).allMatch(container::has);
                    assertThat(PROBES.stream()
                                    .map(probe -> container.at("/" + probe + "/httpGet/path"))
                                    .filter(JsonNode::isTextual))
                            .as("%s", manifest)
                            .doesNotHaveDuplicates();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyPodHasAFolderToWriteTo(Combination combination) {
        for (Manifest manifest : combination.render()) {
            for (JsonNode container : manifest.containers()) {
                assertThat(Manifest.each(container.path("volumeMounts"))
                                .map(mount -> mount.path("mountPath").asText()))
                        .as("%s", manifest)
                        .contains("/tmp");
            }
        }
    }
}
