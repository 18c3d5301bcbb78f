package io.frostline.edge.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void writesMembersObjectsAndArrays() {
        byte[] json = JsonText.object(o -> o.member("state", "online")
                .member("backlog", 3L)
                .member("oldest", (String) null)
                .member("celsius", -20.5)
                .member("unknown", Double.NaN)
                .member("rooms", rooms -> rooms.member("a", 1L).member("b", 2L))
                .member("checks", List.of("x", "y"), (check, name) -> check.member("name", name)));
        assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo("""
                        {"state":"online","backlog":3,"oldest":null,"celsius":-20.5,"unknown":null,\
                        "rooms":{"a":1,"b":2},"checks":[{"name":"x"},{"name":"y"}]}""");
    }

    @Property
    void anyTextComesBack(@ForAll String text) throws IOException {
        String written = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        try (JsonParser json = new JsonFactory().createParser(JsonText.object(o -> o.member(written, written)))) {
            json.nextToken();
            assertThat(json.nextFieldName()).isEqualTo(written);
            assertThat(json.nextTextValue()).isEqualTo(written);
        }
    }
}
