package io.frostline.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void readsBothWaysOfGivingAValue() {
        assertThat(CommandLine.of("--config", "a.yaml")).isEqualTo(new CommandLine.Run(Path.of("a.yaml"), false, 0));
        assertThat(CommandLine.of("--parent=7", "--check", "--config=a.yaml"))
                .isEqualTo(new CommandLine.Run(Path.of("a.yaml"), true, 7));
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(CommandLine.of()).isEqualTo(new CommandLine.Refused("--config is missing"));
        assertThat(CommandLine.of("--config")).isEqualTo(new CommandLine.Refused("--config needs a value"));
        assertThat(CommandLine.of("a.yaml")).isEqualTo(new CommandLine.Refused("unknown argument a.yaml"));
        assertThat(CommandLine.of("--config=a.yaml", "--parent=x"))
                .isEqualTo(new CommandLine.Refused("--parent is no process id: x"));
    }

    @Test
    void helpAndVersionNeedNoConfiguration() {
        assertThat(CommandLine.of("--config", "a.yaml", "--help")).isEqualTo(new CommandLine.Say(CommandLine.USAGE));
        assertThat(CommandLine.of("-V")).isEqualTo(new CommandLine.Say(Agent.VERSION + "\n"));
    }
}
