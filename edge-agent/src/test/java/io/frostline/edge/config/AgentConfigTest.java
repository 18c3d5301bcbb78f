package io.frostline.edge.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frostline.contract.recording.ValidRange;
import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.control.DefrostSchedule;
import io.frostline.edge.control.Equipment;
import io.frostline.edge.control.ModbusPoint;
import io.frostline.edge.control.RoomConfig;
import io.frostline.edge.control.RoomPlan;
import io.frostline.edge.modbus.ModbusLink;
import io.frostline.edge.sensing.SensorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
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
                  - {name: d, source: modbus-rtu, line: /dev/ttyUSB0, baud: 9600, parity: none, stop-bits: 1, unit: 7, register: 2}
                  - {name: e, source: modbus-rtu, line: /dev/ttyUSB1}
                recordings:
                  - {file: r.csv, zone: America/New_York, date-format: dd/MM/yy, factor: 60}
                brokers:
                  - {broker: "tcp://localhost:1884", topic: devices/#, sensors: [{name: c, interval: 1m}]}
                """);
        assertThat(config.polled())
                .extracting(AgentConfig.Polled::kind)
                .filteredOn(SensorKind.Modbus.class::isInstance)
                .extracting(kind -> ((SensorKind.Modbus) kind).link())
                .containsExactly(
                        new ModbusLink.Tcp("plc", 502),
                        new ModbusLink.SerialLine(
                                "/dev/ttyUSB0", 9600, ModbusLink.Parity.NONE, 1, Duration.ofSeconds(1)),
                        new ModbusLink.SerialLine(
                                "/dev/ttyUSB1", 19_200, ModbusLink.Parity.EVEN, 1, Duration.ofSeconds(1)));
        assertThat(config.replayed().getFirst().sensors()).containsExactly("x", "y");
        assertThat(config.listened().getFirst().sensors())
                .containsEntry(
                        "c", new AgentConfig.ListenedSensor(Duration.ofMinutes(1), ValidRange.DEFAULT, Duration.ZERO));
        assertThat(config.buffer().maxBytes()).isEqualTo(512L << 20);
    }

    @Test
    void takesWhatASensorCanMeasureByItsSourceUnlessItIsTold() throws Exception {
        AgentConfig config = read("""
                site: bilbao
                uplink: {broker: "tcp://cloud:1883"}
                sensors:
                  - {name: a, source: one-wire, file: a}
                  - {name: b, source: modbus-tcp, host: plc, lowest: -40, highest: 60, missing: [0x7FFF, -1, 8500]}
                  - {name: c, source: simulated, missing: [], stuck-after: 6h}
                brokers:
                  - {broker: "ssl://site:8883", topic: t, username: agent, password: secret, sensors: [{name: d, highest: 30, missing: [999]}]}
                """);
        assertThat(config.polled())
                .extracting(AgentConfig.Polled::range)
                .containsExactly(
                        ValidRange.DS18B20,
                        new ValidRange(-40_000_000, 60_000_000, Set.of()),
                        new ValidRange(-196_000_000, 125_000_000, Set.of()));
        assertThat(((SensorKind.Modbus) config.polled().get(1).kind()).missing())
                .containsExactlyInAnyOrder(0x7fffL, -1L, 8500L);
        assertThat(config.polled())
                .extracting(AgentConfig.Polled::stuckAfter)
                .containsExactly(Duration.ofHours(24), Duration.ofHours(24), Duration.ofHours(6));
        assertThat(requireNonNull(config.listened().getFirst().sensors().get("d"))
                        .range())
                .isEqualTo(new ValidRange(-196_000_000, 30_000_000, Set.of(999_000_000L)));
        assertThat(config.listened().getFirst().subscription().username()).isEqualTo("agent");
        assertThat(problems("""
                site: bilbao
                uplink: {broker: "tcp://cloud:1883"}
                sensors:
                  - {name: a, lowest: 5, highest: 4}
                  - {name: b, missing: [none]}
                """))
                .containsExactly("sensors[0].lowest: must be below highest", "sensors[1].missing: 'none' is no number");
    }

    @Test
    void saysWhetherTheSensorsOfALineFitTheirIntervals() throws Exception {
        StringBuilder yaml = new StringBuilder("site: bilbao\nuplink: {broker: \"tcp://cloud:1883\"}\nsensors:\n");
        for (int i = 0; i < 20; i++) {
            yaml.append("  - {name: s-")
                    .append(i)
                    .append(", source: modbus-rtu, line: /dev/ttyUSB0, baud: 1200, interval: 2s}\n");
        }
        yaml.append("  - {name: t, source: modbus-rtu, line: /dev/ttyUSB1, baud: 19200, interval: 2s}\n");
        assertThat(read(yaml.toString()).busLoads())
                .satisfiesExactly(
                        slow -> assertThat(slow)
                                .startsWith("warning: /dev/ttyUSB0: 20 sensors")
                                .contains("will be missing"),
                        quick -> assertThat(quick).startsWith("/dev/ttyUSB1: 1 sensors"));
    }

    @Test
    void takesWhoItIsFromFiles() throws Exception {
        Files.writeString(folder.resolve("username"), "bilbao\n");
        Files.writeString(folder.resolve("password"), "enrolled\n");
        AgentConfig config = read("""
                site: bilbao
                uplink: {broker: "tcp://cloud:1883", username-file: username, password-file: password}
                sensors:
                  - {name: freezer-1}
                """);
        assertThat(config.uplink().username()).isEqualTo("bilbao");
        assertThat(config.uplink().password()).isEqualTo("enrolled");
    }

    @Test
    void refusesASecretThatIsGivenTwiceOrIsNotThere() {
        assertThatThrownBy(() -> read("""
                        site: bilbao
                        uplink: {broker: "tcp://cloud:1883", username: u, username-file: nobody, password-file: nothing}
                        sensors:
                          - {name: freezer-1}
                        """))
                .isInstanceOfSatisfying(
                        AgentConfig.Invalid.class,
                        e -> assertThat(String.join("\n", e.problems()))
                                .contains("uplink.username-file: is one too many")
                                .containsPattern("uplink.password-file: .*nothing can't be read"));
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
                          - {name: d, source: modbus-rtu, line: /dev/ttyS1, unit: 248}
                          - {name: e, source: modbus-rtu, line: /dev/ttyS1, parity: odd}
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
                                .contains(
                                        "sensors[1].source: 'telepathy' is none of simulated, one-wire, modbus-tcp, modbus-rtu")
                                .contains("sensors[2].host: is missing")
                                .contains("sensors[2].register:")
                                .contains("sensors[3].unit:")
                                .contains("sensors[4].line: all sensors on /dev/ttyS1 must have the same baud"));
    }

    @Test
    void roomsHaveTheDefaultsThatTheDocumentationSays() throws Exception {
        AgentConfig config = read("""
                site: bilbao
                uplink: {broker: "tcp://cloud:1883"}
                sensors:
                  - {name: f-1}
                  - {name: slow, interval: 1m}
                rooms:
                  - {name: freezer, sensors: [f-1], set-point: -20, actuator: {kind: simulated}}
                  - {name: store, sensors: [slow], set-point: 4, actuator: {kind: simulated, ambient: 15}}
                """);
        RoomConfig freezer = config.rooms().getFirst();
        assertThat(freezer.lowest()).isEqualTo(-20).isEqualTo(freezer.highest());
        assertThat(freezer.plan())
                .isEqualTo(new RoomPlan(
                        1,
                        Duration.ofMinutes(3),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        new RoomPlan.SafeCycle(Duration.ofMinutes(10), Duration.ofMinutes(20)),
                        null,
                        Duration.ofMinutes(5)));
        assertThat(freezer.warming()).isNull();
        assertThat(freezer.equipment()).isEqualTo(new Equipment.Simulated(25, 1, null));
        assertThat(config.rooms().getLast().plan().sensorTimeout()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void readsARoomWithAllThatItMayHave() throws Exception {
        AgentConfig config = read("""
                site: bilbao
                uplink: {broker: "tcp://cloud:1883"}
                sensors: [{name: f-1}, {name: f-2}]
                rooms:
                  - name: freezer
                    sensors: [f-1, f-2]
                    set-point: -20
                    band: {lowest: -24, highest: -18}
                    hysteresis: 0.5
                    min-on: 2m
                    min-off: 4m
                    sensor-timeout: 30s
                    safe-state: {run: 5m, every: 15m}
                    defrost: {at: ["02:00", 14:30], zone: Europe/Madrid, longest: 15m, until: -8, heater: {coil: 1}}
                    door: {input: 2, longest-stop: 3m}
                    warming: {limit: -15, horizon: 20m}
                    actuator: {kind: modbus-tcp, host: plc, port: 1502, unit: 3, coil: 0}
                """);
        assertThat(config.rooms())
                .containsExactly(new RoomConfig(
                        "freezer",
                        List.of("f-1", "f-2"),
                        -20,
                        -24,
                        -18,
                        new RoomPlan(
                                0.5,
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(4),
                                Duration.ofSeconds(30),
                                new RoomPlan.SafeCycle(Duration.ofMinutes(5), Duration.ofMinutes(15)),
                                new RoomPlan.DefrostPlan(
                                        new DefrostSchedule.Daily(
                                                List.of(LocalTime.of(2, 0), LocalTime.of(14, 30)),
                                                ZoneId.of("Europe/Madrid")),
                                        Duration.ofMinutes(15),
                                        -8.0),
                                Duration.ofMinutes(3)),
                        new RoomConfig.Warming(-15, Duration.ofMinutes(20)),
                        new Equipment.Modbus(
                                new ModbusPoint("plc", 1502, 3, 0),
                                new ModbusPoint("plc", 1502, 3, 1),
                                new ModbusPoint("plc", 1502, 3, 2))));
    }

    @Test
    void saysEverythingThatIsWrongWithRooms() {
        assertThatThrownBy(() -> read("""
                        site: bilbao
                        uplink: {broker: "tcp://cloud:1883"}
                        sensors: [{name: a}, {name: b, interval: 1m}]
                        rooms:
                          - {name: x, sensors: [a, nobody], set-point: -20, band: {lowest: -19, highest: -18}}
                          - name: x
                            sensors: [a]
                            set-point: warm
                            min-off: 15m
                            defrost: {longest: 20m, until: -30, heater: {coil: 1}}
                            door: {input: 1}
                            warming: {limit: -25}
                            actuator: {kind: simulated, coil: 3}
                          - {name: y, sensors: b, actuator: {kind: modbus-tcp}, defrost: {at: [noon]}, door: {longest-stop: 1m}}
                          - {name: z, sensors: [b], sensor-timeout: 1m, actuator: {kind: simulated}}
                        """))
                .isInstanceOfSatisfying(
                        AgentConfig.Invalid.class,
                        e -> assertThat(String.join("\n", e.problems()))
                                .contains("rooms[0].sensors: 'nobody' is none of those that are named under sensors")
                                .contains("rooms[0].band: must hold the set point")
                                .contains("rooms[0].actuator: is missing; for example")
                                .contains("rooms[1].name: there are two rooms named 'x'")
                                .contains("rooms[1].sensors: 'a' can't stand in two rooms")
                                .contains("rooms[1].set-point: must be from -100 to 100")
                                .contains("rooms[1].safe-state.every: must leave min-off, 900s, after each run")
                                .contains("rooms[1].defrost.every: is missing")
                                .contains("rooms[1].defrost.heater: is not known here")
                                .contains("rooms[1].defrost.until: must be above")
                                .contains("rooms[1].door.input: is not known here")
                                .contains("rooms[1].warming.limit: must be above")
                                .contains("rooms[1].actuator.coil: is not known here")
                                .contains("rooms[2].sensors: must be a list of single values")
                                .contains("rooms[2].actuator.host: is missing")
                                .contains("rooms[2].actuator.coil: is missing")
                                .contains("rooms[2].defrost.at: 'noon' is no time of the day")
                                .contains("rooms[2].defrost.zone: is missing")
                                .contains("rooms[2].door.input: is missing")
                                .contains("rooms[3].sensor-timeout: must be at least twice"));
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

    private List<String> problems(String yaml) throws IOException {
        try {
            return List.of(String.valueOf(read(yaml)));
        } catch (AgentConfig.Invalid e) {
            return e.problems();
        }
    }

    private AgentConfig read(String yaml) throws IOException, AgentConfig.Invalid {
        return AgentConfig.read(Files.writeString(folder.resolve("agent.yaml"), yaml));
    }
}
