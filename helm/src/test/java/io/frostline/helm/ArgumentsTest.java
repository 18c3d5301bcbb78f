package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Test that the charts start programs only with options that these have. */
class ArgumentsTest {
    private static final Pattern OPTION = Pattern.compile("\"(--[a-z-]+)\"");
    private static final Pattern MIXIN = Pattern.compile("@Mixin\\s+private ([A-Za-z]+) ");
    private static final String AGENT = "frostline edge";

    @Test
    void everyArgumentIsAnOptionOfItsCommand() {
        Set<String> commands = new TreeSet<>();
        Combination.all().flatMap(combination -> combination.render().stream()).forEach(manifest -> {
            for (JsonNode container : manifest.running()) {
                List<String> arguments = Manifest.each(container.path("args"))
                        .map(JsonNode::asText)
                        .toList();
                if (!arguments.isEmpty()) {
                    boolean named = !arguments.getFirst().startsWith("--");
                    String command = named ? arguments.getFirst() : AGENT;
                    commands.add(command);
                    assertThat(options(command))
                            .as("%s %s", manifest, command)
                            .containsAll(arguments.stream()
                                    .skip(named ? 1 : 0)
                                    .map(argument -> argument.replaceFirst("=.*", ""))
                                    .toList());
                }
            }
        });
        assertThat(commands).containsExactly("check", AGENT, "servers", "up");
    }

    private static List<String> options(String command) {
        String named = "name = \"" + command + "\"";
        Stream<String> sources = command.equals(AGENT)
                ? Stream.of(Sources.read(agent()))
                : Sources.java("launcher")
                        .map(Sources::read)
                        .filter(text -> text.contains("@Command(") && text.contains(named))
                        .flatMap(text -> Stream.concat(Stream.of(text), mixins(text)));
        return sources.flatMap(text -> Sources.found(OPTION, text)).toList();
    }

    private static Stream<String> mixins(String text) {
        return Sources.found(MIXIN, text)
                .flatMap(name -> Sources.java("launcher")
                        .filter(file -> file.endsWith(name + ".java"))
                        .map(Sources::read));
    }

    private static Path agent() {
        return Chart.root().resolve("edge-agent/src/main/java/io/frostline/edge/CommandLine.java");
    }
}
