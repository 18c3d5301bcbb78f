package io.frostline.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MailServerTest {
    private final MailServer.Parser parser = new MailServer.Parser();

    @ParameterizedTest
    @ValueSource(strings = {"mail.example.com:25", "127.0.0.1:1", "mail:65535"})
    void isAHostAndAPort(String text) {
        assertThat(parser.convert(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail",
                "mail:",
                ":25",
                "mail:smtp",
                "mail:0",
                "mail:65536",
                "mail:123456",
                "a:b:25",
                "a b:25",
                " "
            })
    void anythingElseIsAClearErrorAndNothingStarts(String text) {
        StringWriter said = new StringWriter();
        int status = new CommandLine(new UpCommand())
                .setErr(new PrintWriter(said))
                .execute("--data", "/dev/null/nowhere", "--smtp", text);
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString())
                .contains("--smtp", "a host and a port, e.g. mail.example.com:25, not '" + text + "'");
    }

    @Test
    void withoutItsValueItIsAnErrorToo() {
        StringWriter said = new StringWriter();
        int status =
                new CommandLine(new UpCommand()).setErr(new PrintWriter(said)).execute("--smtp");
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains("--smtp", "HOST:PORT");
    }
}
