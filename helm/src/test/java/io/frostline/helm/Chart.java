package io.frostline.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Chart of this repository, as Helm lints and renders it. */
public record Chart(String name) {
    public static final Chart FROSTLINE = new Chart("frostline");
    static final Chart EDGE = new Chart("frostline-edge");

    static final YAMLMapper YAML = new YAMLMapper();
    /** Oldest Kubernetes version that the charts support. */
    static final String KUBERNETES = "1.30.0";

    private static final int TIMEOUT_SECONDS = 60;

    static Path root() {
        return Path.of(System.getProperty("frostline.root", ".."));
    }

    Path folder() {
        return root().resolve("helm").resolve(name);
    }

    String read(String file) {
        try {
            return Files.readString(folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the values of the documented combinations. */
    List<Path> documentedValues() throws IOException {
        try (Stream<Path> files = Files.list(folder().resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    List<String> lint() {
        LintResult result = inTime(() -> new Helm(folder()).lint().strict().call());
        return result.isFailed() ? result.getMessages() : List.of();
    }

    public List<Manifest> render(Map<String, ?> settings) {
        return render(List.of(), settings);
    }

    /**
     * Renders the chart.
     *
     * @param settings settings as for {@code helm --set}
     */
    List<Manifest> render(List<Path> values, Map<String, ?> settings) {
        return render("frostline", values, settings);
    }

    List<Manifest> render(String release, List<Path> values, Map<String, ?> settings) {
        String rendered = inTime(() -> {
            TemplateCommand command = new Helm(Copies.withoutHooks(folder()))
                    .template()
                    .withName(release)
                    .withNamespace("cold")
                    .withKubeVersion(KUBERNETES);
            values.forEach(command::withValuesFile);
            settings.forEach(command::set);
            return command.call();
        });
        return parse(rendered);
    }

    static List<Manifest> parse(String documents) {
        try (MappingIterator<JsonNode> each = YAML.readerFor(JsonNode.class).readValues(documents)) {
            return each.readAll().stream()
                    .filter(ObjectNode.class::isInstance)
                    .map(Manifest::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(documents, e);
        }
    }

    /** Runs Helm with a timeout: it runs inside this process, and may hang. */
    private static <T> T inTime(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(
                            work, task -> Thread.ofPlatform().daemon().start(task))
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
