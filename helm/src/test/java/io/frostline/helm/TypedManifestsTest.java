package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypedManifestsTest {
    static Stream<Combination> combinations() {
        return Combination.all();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyManifestIsWhatItsTypeSays(Combination combination) throws Exception {
        assertThat(combination.render()).isNotEmpty();
        for (Manifest manifest : combination.render()) {
            assertThat(TypedModels.read(manifest)).as("%s", manifest).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void noTwoManifestsAreOneObject(Combination combination) {
        assertThat(combination.render().stream().map(Manifest::toString)).doesNotHaveDuplicates();
    }

    @Test
    void namesFitHoweverTheReleaseIsCalled() throws Exception {
        String release = "the-cold-chain-of-the-northern-warehouses-in-winter"; // Helm allows 53
        for (Chart chart : List.of(Chart.FROSTLINE, Chart.EDGE)) {
            for (Path values : chart.documentedValues()) {
                List<Manifest> manifests = chart.render(release, List.of(values), Map.of());
                assertThat(manifests.stream().map(Manifest::toString)).doesNotHaveDuplicates();
                for (Manifest manifest : manifests) {
                    assertThat(manifest.name()).as("%s", manifest).hasSizeLessThan(64);
                }
            }
        }
    }

    @Test
    void whatHelmTestRunsIsAmongThem() {
        assertThat(Chart.FROSTLINE.render(Map.of()).stream()
                        .filter(m -> m.kind().equals("Pod"))
                        .map(m -> m.at("/metadata/annotations").toString()))
                .containsExactly(
                        "{\"frostline.io/hook\":\"test\",\"helm.sh/hook-delete-policy\":\"before-hook-creation\"}");
    }

    @Test
    void aMisspeltFieldIsFound() {
        Manifest misspelt = new Manifest(Chart.FROSTLINE.render(Map.of()).stream()
                .filter(m -> m.kind().equals("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .json());
        ((ObjectNode) misspelt.containers().getFirst().path("readinessProbe")).put("initialDelaySecond", 1);
        assertThatThrownBy(() -> TypedModels.read(misspelt)).hasMessageContaining("initialDelaySecond");
    }
}
