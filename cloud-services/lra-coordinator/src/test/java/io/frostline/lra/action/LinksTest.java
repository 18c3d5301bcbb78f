package io.frostline.lra.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {
    @Test
    void parsesNarayanasLinks() {
        Links links = Links.parse("<http://a/x/compensate?method=jakarta.ws.rs.PUT>; title=\"compensate URI\";"
                + " rel=\"compensate\"; type=\"text/plain\",<http://a/x/after>;rel=after,<0>; rel=\"TimeLimit\"");
        assertThat(links)
                .isEqualTo(new Links(
                        "http://a/x/compensate?method=jakarta.ws.rs.PUT", null, null, null, "http://a/x/after"));
        assertThat(Links.parse(links.header())).isEqualTo(links);
    }

    @Test
    void derivesAddressesOfAParticipantFromOne() {
        Links expected = new Links("http://a/p/compensate", "http://a/p/complete", "http://a/p", "http://a/p", null);
        assertThat(Links.parse("http://a/p")).isEqualTo(expected);
        assertThat(Links.parse("<http://a/p>; rel=\"participant\"")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<http://a/complete>; rel=\"complete\"",
                "<file:///etc/passwd>; rel=\"compensate\"",
                "</compensate>; rel=\"compensate\"",
                "<http://a b>; rel=\"compensate\"",
                "nonsense"
            })
    void refusesWhatCannotBeCalled(String text) {
        assertThatThrownBy(() -> Links.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Link");
    }
}
