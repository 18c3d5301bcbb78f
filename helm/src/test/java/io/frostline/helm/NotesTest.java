package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of the notes after an installation: their commands work as printed. */
class NotesTest {
    private static final Pattern NAMED = Pattern.compile("((?:statefulset|deployment|service)/[a-z0-9-]+)");
    private static final String MANIFEST = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: the-notes}
            data:
              notes: |
            {{ tpl (.Files.Get "notes.txt") . | indent 4 }}
            """;

    @TempDir
    private Path folder;

    static Stream<Combination> combinations() {
        return Combination.all().filter(combination -> combination.settings().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void nameWhatIsThere(Combination combination) throws IOException {
        List<Manifest> manifests = withNotes(combination);
        String notes = manifests.stream()
                .filter(m -> m.name().equals("the-notes"))
                .findFirst()
                .orElseThrow()
                .at("/data/notes")
                .asText();
        Set<String> there = manifests.stream()
                .map(m -> m.kind().toLowerCase(Locale.ROOT) + "/" + m.name())
                .collect(Collectors.toSet());
        assertThat(notes).contains("kubectl ").contains("curl '").doesNotContain("<no value>", "%!");
        assertThat(there).as(notes).containsAll(Sources.found(NAMED, notes).toList());
        if (combination.chart().equals(Chart.FROSTLINE)) {
            assertThat(notes).contains("rollout status").contains("helm --namespace cold test frostline");
        }
    }

    /** Renders the notes as a manifest of a copy, since Helm renders notes only at an installation. */
    private List<Manifest> withNotes(Combination combination) throws IOException {
        Path copy = folder.resolve(combination.chart().name());
        Copies.copy(combination.chart().folder(), copy, text -> text);
        Files.move(copy.resolve("templates/NOTES.txt"), copy.resolve("notes.txt"));
        Files.writeString(copy.resolve("templates/notes.yaml"), MANIFEST);
        return new Chart(copy.toString()).render(combination.values(), Map.of());
    }
}
