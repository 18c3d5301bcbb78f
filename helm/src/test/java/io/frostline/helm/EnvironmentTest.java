package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test that the chart sets exactly the environment variables that a service reads. */
class EnvironmentTest {
    private static final Pattern ASKED = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Pattern COMMON = Pattern.compile("\\$\\{(frostline\\.environment\\.[a-z.]+)");
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.]+)\"");
    private static final Pattern SETTING = Pattern.compile("(?m)^\\s+[A-Za-z<>.]+(?: \\|)? ([a-z][A-Za-z]*)\\(\\);");
    /** Variables left at their defaults: the ledger is on the same server unless configured; a transaction's node is the pod. */
    private static final Set<String> LEFT_AS_THEY_ARE =
            Set.of("LEDGER_HOST", "LEDGER_PORT", "LEDGER_USER", "LEDGER_PASSWORD", "PAYMENT_NODE", "HOSTNAME");

    private static final String CONFIGURATION = "src/main/resources/META-INF/microprofile-config.properties";

    private final List<Manifest> manifests = new Combination(
                    Chart.FROSTLINE,
                    List.of(Chart.FROSTLINE.folder().resolve("ci/distributed-existing-values.yaml")),
                    java.util.Map.of())
            .render();

    @ParameterizedTest
    @ValueSource(
            strings = {"intake", "history", "coldroom", "lra-coordinator", "stock", "payment", "order", "notification"})
    void isToldAllThatItAsksForAndNothingElse(String app) {
        Set<String> asked = asked(app);
        Set<String> told = told(app);
        Set<String> untold = new TreeSet<>(asked);
        untold.removeAll(told);
        untold.removeAll(LEFT_AS_THEY_ARE);
        assertThat(untold).isEmpty();
        Set<String> ignored = new TreeSet<>(told);
        ignored.removeAll(asked);
        ignored.removeIf(name -> name.startsWith("QUARKUS_")
                || name.startsWith("KAFKA_") // Kafka's own settings, see KafkaTopics
                || name.startsWith("FROSTLINE_KAFKA_") // combined into one setting
                || name.equals("JAVA_TOOL_OPTIONS")
                || isSetting(name));
        assertThat(ignored).isEmpty();
    }

    private static Set<String> asked(String app) {
        Properties common = new Properties();
        try (Reader file = Files.newBufferedReader(Sources.folder("platform").resolve(CONFIGURATION))) {
            common.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Stream.of(
                        Chart.root()
                                .resolve("cloud-services/apps/" + app + "/src/main/resources/application.properties"),
                        Sources.folder(app).resolve(CONFIGURATION))
                .filter(Files::exists)
                .map(Sources::read)
                .flatMap(text -> Stream.concat(
                        Stream.of(text), Sources.found(COMMON, text).map(common::getProperty)))
                .flatMap(text -> Sources.found(ASKED, text))
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }

    private Set<String> told(String app) {
        Set<String> names = new TreeSet<>();
        manifests.stream()
                .filter(m -> m.name().equals("frostline-" + app))
                .flatMap(m -> m.running().stream())
                .forEach(container -> container.path("env").findValues("name").stream()
                        .map(JsonNode::asText)
                        .filter(name -> name.matches("[A-Z0-9_]+"))
                        .forEach(names::add));
        return names;
    }

    /** Returns whether a service's configuration has this setting. */
    private static boolean isSetting(String name) {
        return Sources.modules()
                .flatMap(Sources::java)
                .filter(file -> file.toString().endsWith("Config.java"))
                .map(Sources::read)
                .anyMatch(text -> Sources.found(PREFIX, text)
                        .map(EnvironmentTest::variable)
                        .filter(prefix -> name.startsWith(prefix + "_"))
                        .anyMatch(prefix -> isMadeOf(
                                name.substring(prefix.length()),
                                Sources.found(SETTING, text)
                                        .map(EnvironmentTest::variable)
                                        .toList())));
    }

    private static boolean isMadeOf(String rest, List<String> settings) {
        return rest.isEmpty()
                || settings.stream()
                        .map(setting -> "_" + setting)
                        .anyMatch(each -> rest.startsWith(each) && isMadeOf(rest.substring(each.length()), settings));
    }

    private static String variable(String name) {
        return name.replaceAll("([A-Z])", "_$1").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
