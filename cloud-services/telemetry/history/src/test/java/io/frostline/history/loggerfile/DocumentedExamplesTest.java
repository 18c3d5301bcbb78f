package io.frostline.history.loggerfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that the examples of docs/files-and-messages.md give the results that the page states. */
class DocumentedExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```(csv|json)(.*)\n([\\s\\S]*?)```");

    @TempDir
    private Path folder;

    private record Example(String kind, Map<String, String> says, String text) {}

    private static List<Example> examples() throws Exception {
        Path page = Path.of(System.getProperty("frostline.root", "../.."), "docs", "files-and-messages.md");
        List<Example> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(Files.readString(page));
        while (matcher.find()) {
            Map<String, String> says = new HashMap<>();
            for (String each : matcher.group(2).strip().split(" ")) {
                if (each.contains("=")) {
                    says.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
                }
            }
            examples.add(new Example(matcher.group(1), says, matcher.group(3)));
        }
        return examples;
    }

    @Test
    void filesAreReadOrInDoubtAsThePageSays() throws Exception {
        int read = 0;
        for (Example example : examples()) {
            if (example.kind.equals("csv")) {
                Path file = Loggers.file(folder, example.text, StandardCharsets.UTF_8);
                List<String> readings =
                        Loggers.read(file, Loggers.settings(example.says.getOrDefault("zone", ""), "", ""));
                String doubt = example.says.get("doubt");
                if (doubt != null) {
                    assertThat(readings).as(example.text).containsExactly("?" + doubt);
                } else {
                    assertThat(readings)
                            .as(example.text)
                            .hasSize(Integer.parseInt(example.says.getOrDefault("readings", "-1")));
                    assertThat(readings)
                            .as(example.text)
                            .noneMatch(each -> each.startsWith("-") || each.startsWith("?") || each.startsWith("!"));
                }
                read++;
            }
        }
        assertThat(read).isGreaterThanOrEqualTo(7);
    }

    @Test
    void messagesAreTakenAsThePageSays() throws Exception {
        for (Example example : examples()) {
            if (example.kind.equals("json")) {
                int[] counts = new int[2];
                JsonReadings.parse(example.text.getBytes(StandardCharsets.UTF_8), new JsonReadings.Sink() {
                    @Override
                    public void accept(int index, PlainReading reading) {
                        counts[0]++;
                    }

                    @Override
                    public void reject(int index, BadReading why) {
                        counts[1]++;
                    }
                });
                assertThat(counts[0] + " " + counts[1])
                        .isEqualTo(example.says.get("accepted") + " " + example.says.get("rejected"));
            }
        }
    }
}
