package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {
    static Stream<Chart> charts() {
        return Stream.of(Chart.FROSTLINE);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void lints(Chart chart) {
        assertThat(chart.lint()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mode             | cluster  | /mode",
        "modes            | embedded | modes",
        "embedded.demo    | maybe    | /embedded/demo",
        "smtp.port        | 70000    | /smtp/port",
        "embedded.storage.size | big | /embedded/storage/size",
        "mqttService.type | External | /mqttService/type",
    })
    void refusesWhatTheSchemaDoesNotKnowAndSaysWhich(String value, String given, String named) {
        assertThatThrownBy(() -> Chart.FROSTLINE.render(Map.of(value, given)))
                .hasMessageContaining("don't meet the specifications of the schema")
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyValueIsDocumented(Chart chart) throws IOException {
        TreeSet<String> undocumented = new TreeSet<>();
        String readme = chart.read("README.md");
        collect("", Chart.YAML.readTree(chart.read("values.yaml")), path -> {
            if (!readme.contains("`" + path + "`")) {
                undocumented.add(path);
            }
        });
        assertThat(undocumented).isEmpty();
    }

    private static void collect(String prefix, JsonNode node, java.util.function.Consumer<String> found) {
        node.properties().forEach(each -> {
            String path = prefix + each.getKey();
            if (each.getValue().isObject() && !each.getValue().isEmpty() && !each.getKey().equals("resources")) {
                collect(path + ".", each.getValue(), found);
            } else {
                found.accept(path);
            }
        });
    }
}
