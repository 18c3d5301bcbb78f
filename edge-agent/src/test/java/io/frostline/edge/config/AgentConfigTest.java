package io.frostline.edge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.sensing.SensorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    @TempDir
    private Path folder;

    @Test
    void defaultsAreWhatTheDocumentationSays() throws Exception {
        AgentConfig config = read("""
                site: bilbao
                uplink: {broker: "tcp://cloud:1883"}
                sensors:
                  - {name: freezer-1}
                """);
        assertThat(config.buffer())
                .isEqualTo(
                        new BufferConfig(folder.resolve("frostline-buffer.db"), 1L << 30, Duration.ofSeconds(1), 500));
        assertThat(config.uplink().receiptTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.healthPort()).isEqualTo(9464);
        assertThat(config.polled().getFirst().interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.polled().getFirst().kind()).isInstanceOf(SensorKind.Simulated.class);
    }

    @Test
    void readsEverySource() throws Exception {
        Files.writeString(folder.resolve("r.csv"), "date,hour,x,y\n");
        AgentConfig config = read("""
                site: bilbao
                buffer: {file: /var/lib/frostline/buffer.db, max-bytes: 512MiB, commit: 250ms, batch: 100}
                uplink: {broker: "ssl://cloud:8883", username: u, password: p, receipt-timeout: 1m}
                health: {port: 0}
                sensors:
                  - {name: a, source: one-wire, file: /sys/bus/w1/devices/28-1/w1_slave, interval: 30s, timeout: 2s}
                  - {name: b, source: modbus-tcp, host: plc, register: 40, format: float32, swap-words: true, scale: 1}
                recordings:
                  - {file: r.csv, zone: America/New_York, date-format: dd/MM/yy, factor: 60}
                brokers:
                  - {broker: "tcp://localhost:1884", topic: devices/#, sensors: [{name: c, interval: 1m}]}
                """);
        assertThat(config.polled()).hasSize(2);
        assertThat(config.replayed().getFirst().sensors()).containsExactly("x", "y");
        assertThat(config.listened().getFirst().sensors()).containsEntry("c", Duration.ofMinutes(1));
        assertThat(config.buffer().maxBytes()).isEqualTo(512L << 20);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> read("""
                        site: a/b
                        buffer: {max-bytes: lots, comit: 1s}
                        uplink: {broker: "http://cloud"}
                        health: {port: 99999}
                        sensors:
                          - {name: a, interval: 5 parsecs}
                          - {name: a, source: telepathy}
                          - {name: c, source: modbus-tcp, register: -1}
                        """))
                .isInstanceOfSatisfying(
                        AgentConfig.Invalid.class,
                        e -> assertThat(String.join("\n", e.problems()))
                                .contains("site:")
                                .contains("buffer.max-bytes:")
                                .contains("buffer.comit: is not known here")
                                .contains("uplink.broker:")
                                .contains("health.port:")
                                .contains("sensors[0].interval:")
                                .contains("sensors[1].name: there are two")
                                .contains("sensors[1].source: 'telepathy' is none of simulated, one-wire, modbus-tcp")
                                .contains("sensors[2].host: is missing")
                                .contains("sensors[2].register:"));
    }

    @Test
    void refusesWhatIsNoYamlAndWhatIsEmpty() {
        assertThatThrownBy(() -> read("site: [")).isInstanceOf(AgentConfig.Invalid.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(AgentConfig.Invalid.class);
        assertThatThrownBy(() -> AgentConfig.read(folder.resolve("nowhere.yaml")))
                .isInstanceOf(AgentConfig.Invalid.class);
    }

    @Test
    void findsTheSensorsOfALongRecordingAndRefusesOneThatNamesNone() throws Exception {
        Files.writeString(folder.resolve("long.csv"), """
                sensor,at,celsius
                y,2026-01-01T00:00:00Z,1
                x,2026-01-01T00:00:00Z,2
                y,2026-01-01T00:01:00Z,3
                """);
        Files.writeString(folder.resolve("other.csv"), "when,what\n1,2\n");
        String yaml = """
                site: bilbao
                uplink: {broker: "tcp://cloud:1883"}
                recordings:
                  - {file: %s.csv, zone: UTC}
                """;
        assertThat(read(yaml.formatted("long")).replayed().getFirst().sensors()).containsExactly("y", "x");
        assertThatThrownBy(() -> read(yaml.formatted("other")))
                .isInstanceOfSatisfying(
                        AgentConfig.Invalid.class,
                        e -> assertThat(String.join("\n", e.problems()))
                                .contains("recordings[0].file:")
                                .contains("the first line must be 'sensor,at,celsius'"));
    }

    private AgentConfig read(String yaml) throws IOException, AgentConfig.Invalid {
        return AgentConfig.read(Files.writeString(folder.resolve("agent.yaml"), yaml));
    }
}
