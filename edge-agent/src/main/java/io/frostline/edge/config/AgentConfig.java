package io.frostline.edge.config;

import io.frostline.contract.Topics;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.CsvRecording;
import io.frostline.contract.recording.ValidRange;
import io.frostline.edge.buffer.BufferConfig;
import io.frostline.edge.control.RoomConfig;
import io.frostline.edge.sensing.LocalBroker;
import io.frostline.edge.sensing.RecordingReplay;
import io.frostline.edge.sensing.SensorKind;
import io.frostline.edge.uplink.UplinkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Configuration of an agent, fully validated. */
public record AgentConfig(
        String site,
        BufferConfig buffer,
        UplinkConfig uplink,
        String healthHost,
        int healthPort,
        List<Polled> polled,
        List<Replayed> replayed,
        List<Listened> listened,
        List<RoomConfig> rooms) {
    private static final Duration MIN_INTERVAL = Duration.ofMillis(10);
    private static final Duration MAX_INTERVAL = Duration.ofDays(1);
    /** Default for stuck values. Cold-store air changes measurably within hours: doors, defrosts, the compressor itself. */
    private static final Duration STUCK_AFTER = Duration.ofHours(24);

    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    /**
     * Sensor that the agent polls.
     *
     * @param stuckAfter maximum time that its value may stay the same; zero means for ever
     */
    public record Polled(
            String name, Duration interval, Duration timeout, SensorKind kind, ValidRange range, Duration stuckAfter) {}

    /** Recording to replay; its header names its sensors. */
    public record Replayed(RecordingReplay.Recording recording, Duration interval, List<String> sensors) {}

    /** Broker at the site whose devices publish plain JSON. */
    public record Listened(LocalBroker.Subscription subscription, Map<String, ListenedSensor> sensors) {}

    /**
     * Sensor that reports by itself.
     *
     * @param stuckAfter as for {@link Polled}
     */
    public record ListenedSensor(Duration interval, ValidRange range, Duration stuckAfter) {}

    /**
     * Sensor of any kind.
     *
     * @param stuckAfter as for {@link Polled}
     */
    public record AnySensor(String name, Duration interval, Duration stuckAfter) {}

    /** Returns all sensors, in the order of the catalog. */
    public List<AnySensor> sensors() {
        List<AnySensor> all = new ArrayList<>();
        polled.forEach(p -> all.add(new AnySensor(p.name, p.interval, p.stuckAfter)));
        replayed.forEach(r -> r.sensors.forEach(name -> all.add(new AnySensor(name, r.interval, Duration.ZERO))));
        listened.forEach(l -> l.sensors.forEach((name, s) -> all.add(new AnySensor(name, s.interval, s.stuckAfter))));
        return all;
    }

    /** Returns one text per bus or serial line: how much of its sensors' intervals polling takes, with a warning over 100 %. */
    public List<String> busLoads() {
        Map<String, List<Polled>> byBus = new TreeMap<>();
        for (Polled sensor : polled) {
            if (!sensor.kind.bus().isEmpty()) {
                byBus.computeIfAbsent(sensor.kind.bus(), bus -> new ArrayList<>())
                        .add(sensor);
            }
        }
        List<String> loads = new ArrayList<>();
        byBus.forEach((bus, sensors) -> {
            double load = 0;
            long roundMillis = 0;
            for (Polled sensor : sensors) {
                load += sensor.kind.busTime().toMillis() / (double) sensor.interval.toMillis();
                roundMillis += sensor.kind.busTime().toMillis();
            }
            loads.add(
                    "%s%s: %d sensors, %.1f s to ask each of them once, %.0f %% of the time that their intervals leave%s"
                            .formatted(
                                    load > 1 ? "warning: " : "",
                                    bus,
                                    sensors.size(),
                                    roundMillis / 1000.0,
                                    100 * load,
                                    load > 1
                                            ? ": some readings will be missing; ask them less often, or divide the bus"
                                            : ""));
        });
        return loads;
    }

    /** Rejection of a configuration; lists everything that is wrong with it. */
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;
        private final List<String> problems;

        Invalid(Path file, List<String> problems) {
            super(file + ":\n  - " + String.join("\n  - ", problems));
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }

    /** Reads and validates the file; paths in it are relative to its folder. */
    public static AgentConfig read(Path file) throws Invalid {
        Object document;
        try {
            document = new Load(LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new Invalid(file, List.of("can't be read: " + e.getMessage()));
        } catch (YamlEngineException e) {
            throw new Invalid(file, List.of("is not YAML: " + e.getMessage()));
        }
        if (!(document instanceof Map<?, ?> values)) {
            throw new Invalid(file, List.of("is empty"));
        }
        List<String> problems = new ArrayList<>();
        Path folder = file.toAbsolutePath().getParent();
        AgentConfig config =
                new Parser(folder == null ? Path.of("") : folder).parse(new Settings("", values, problems));
        if (!problems.isEmpty()) {
            throw new Invalid(file, problems);
        }
        return config;
    }

    private static final class Parser {
        private final Path folder;
        private final Set<String> names = new HashSet<>();
        private final SensorSettings kinds;

        private Parser(Path folder) {
            this.folder = folder;
            this.kinds = new SensorSettings(folder);
        }

        private AgentConfig parse(Settings root) {
            String site = root.required("site", "bilbao-1");
            if (!Topics.isName(site)) {
                root.problem("site", "'" + site + "' must be " + Topics.NAME_RULE);
            }
            Settings health = root.section("health");
            String host = health.text("host").orElse("127.0.0.1");
            int port = health.integer("port", 9464, 0, 65_535);
            health.refuseOthers();
            List<Polled> polled =
                    root.list("sensors").stream().map(this::sensor).toList();
            List<Replayed> replayed =
                    root.list("recordings").stream().map(this::recording).toList();
            List<Listened> listened =
                    root.list("brokers").stream().map(this::broker).toList();
            if (polled.isEmpty() && replayed.isEmpty() && listened.isEmpty()) {
                root.problem("sensors", "there is nothing to record: name sensors, recordings or brokers");
            }
            BufferConfig buffer = buffer(root.section("buffer"));
            UplinkConfig uplink = uplink(root.section("uplink"));
            List<RoomConfig> rooms = new RoomSettings(folder, polled).read(root.list("rooms"));
            root.refuseOthers();
            return new AgentConfig(site, buffer, uplink, host, port, polled, replayed, listened, rooms);
        }

        private BufferConfig buffer(Settings settings) {
            BufferConfig buffer = new BufferConfig(
                    folder.resolve(settings.text("file").orElse("frostline-buffer.db")),
                    settings.bytes("max-bytes", BufferConfig.DEFAULT_MAX_BYTES, 1 << 20),
                    settings.duration(
                            "commit", BufferConfig.DEFAULT_COMMIT, Duration.ofMillis(1), Duration.ofMinutes(1)),
                    settings.integer("batch", BufferConfig.DEFAULT_BATCH, 1, 5_000));
            settings.refuseOthers();
            return buffer;
        }

        private UplinkConfig uplink(Settings settings) {
            String broker = brokerAddress(settings);
            Path trust = trust(settings).orElse(null);
            UplinkConfig uplink = new UplinkConfig(
                    broker,
                    secret(settings, "username").orElse(null),
                    secret(settings, "password").orElse(null),
                    trust,
                    settings.duration(
                            "receipt-timeout", UplinkConfig.DEFAULT_RECEIPT_TIMEOUT, MIN_TIMEOUT, MAX_TIMEOUT),
                    settings.duration("keep-alive", UplinkConfig.DEFAULT_KEEP_ALIVE, MIN_TIMEOUT, MAX_TIMEOUT));
            settings.refuseOthers();
            return uplink;
        }

        private static String brokerAddress(Settings settings) {
            String broker = settings.required("broker", "tcp://localhost:1883");
            if (!broker.matches("(tcp|ssl)://[^/:]+(:\\d{1,5})?")) {
                settings.problem("broker", "'" + broker + "' must be like tcp://host:1883 or ssl://host:8883");
            }
            return broker;
        }

        private Optional<Path> trust(Settings settings) {
            Optional<Path> trust = settings.text("trust").map(folder::resolve);
            if (trust.isPresent() && !Files.isReadable(trust.get())) {
                settings.problem("trust", trust.get() + " can't be read");
            }
            return trust;
        }

        /** Returns a secret that is given here, or in a named file so that it need not stand among settings. */
        private Optional<String> secret(Settings settings, String key) {
            Optional<String> given = settings.text(key);
            Optional<Path> file = settings.text(key + "-file").map(folder::resolve);
            if (file.isEmpty()) {
                return given;
            }
            if (given.isPresent()) {
                settings.problem(key + "-file", "is one too many: " + key + " is given, too");
            }
            try {
                return Optional.of(Files.readString(file.get()).strip());
            } catch (IOException e) {
                settings.problem(key + "-file", file.get() + " can't be read");
                return Optional.empty();
            }
        }

        private Polled sensor(Settings settings) {
            String name = name(settings);
            Duration interval = interval(settings, Duration.ofSeconds(10));
            Duration timeout =
                    settings.duration("timeout", Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofMinutes(5));
            SensorKind kind = kinds.kind(settings, name, timeout);
            ValidRange range = SensorSettings.range(
                    settings,
                    kind instanceof SensorKind.OneWire ? ValidRange.DS18B20 : ValidRange.DEFAULT,
                    kind instanceof SensorKind.Modbus);
            Duration stuckAfter =
                    stuckAfter(settings, kind instanceof SensorKind.Simulated ? Duration.ZERO : STUCK_AFTER);
            settings.refuseOthers();
            return new Polled(name, interval, timeout, kind, range, stuckAfter);
        }

        private static Duration stuckAfter(Settings settings, Duration otherwise) {
            return settings.duration("stuck-after", otherwise, Duration.ZERO, Duration.ofDays(30));
        }

        private String name(Settings settings) {
            String name = settings.required("name", "freezer-1");
            settings.checkName("name", name, "sensors", names);
            return name;
        }

        private static Duration interval(Settings settings, Duration otherwise) {
            return settings.duration("interval", otherwise, MIN_INTERVAL, MAX_INTERVAL);
        }

        private Replayed recording(Settings settings) {
            Path file = folder.resolve(settings.required("file", "recording.csv"));
            List<String> sensors = List.of();
            try {
                sensors = RecordingReplay.sensorsOf(file);
                sensors.forEach(name -> settings.checkName("file", name, "sensors", names));
            } catch (IOException e) {
                settings.problem("file", file + " can't be read");
            } catch (BadReading e) {
                settings.problem("file", file + " " + e.getMessage());
            }
            ZoneId zone = null;
            try {
                zone = settings.text("zone").map(ZoneId::of).orElse(null);
                if (zone == null) {
                    settings.problem("zone", "is missing: a recording is in local time; for example America/New_York");
                }
            } catch (DateTimeException e) {
                settings.problem("zone", e.getMessage() + "; for example America/New_York");
            }
            RecordingReplay.Recording recording = new RecordingReplay.Recording(
                    file,
                    new CsvRecording.Format(zone, settings.text("date-format").orElse(null)),
                    settings.number("factor", 1, v -> v >= 0, "must be 0 (as fast as possible) or more"));
            Duration interval = interval(settings, Duration.ofMinutes(15));
            settings.refuseOthers();
            return new Replayed(recording, interval, sensors);
        }

        private Listened broker(Settings settings) {
            LocalBroker.Subscription subscription = new LocalBroker.Subscription(
                    brokerAddress(settings),
                    settings.required("topic", "sensors/#"),
                    settings.text("client-id").orElse("frostline-local"),
                    secret(settings, "username").orElse(null),
                    secret(settings, "password").orElse(null),
                    trust(settings).orElse(null));
            Map<String, ListenedSensor> sensors = new TreeMap<>();
            for (Settings sensor : settings.list("sensors")) {
                sensors.put(
                        name(sensor),
                        new ListenedSensor(
                                interval(sensor, Duration.ofMinutes(1)),
                                SensorSettings.range(sensor, ValidRange.DEFAULT, false),
                                stuckAfter(sensor, Duration.ZERO))); // it may report on change
                sensor.refuseOthers();
            }
            if (sensors.isEmpty()) {
                settings.problem("sensors", "name the sensors whose readings to take");
            }
            settings.refuseOthers();
            return new Listened(subscription, sensors);
        }
    }
}
