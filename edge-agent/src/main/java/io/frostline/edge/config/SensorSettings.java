package io.frostline.edge.config;

import io.frostline.contract.recording.ValidRange;
import io.frostline.edge.modbus.ModbusLink;
import io.frostline.edge.sensing.SensorKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings of a polled sensor, read from a section of the file by its {@code source}. */
final class SensorSettings {
    private static final int LAST_UNIT = 255;
    /** Highest unit on a line. 0 is broadcast, without an answer; others are reserved (Modbus over serial line 1.02, 2.2). */
    private static final int LAST_UNIT_ON_A_LINE = 247;

    /** Longest answer at 9600 baud (Modbus over serial line 1.02, 2.4.1). */
    private static final Duration MAX_ANSWER = Duration.ofSeconds(1);

    private static final double MICRO = 1_000_000;
    private static final String RANGE_RULE = "must be from -273.15 to 2000";

    private final Path folder;
    private final Map<String, ModbusLink.SerialLine> lines = new HashMap<>();

    /** @param folder folder of the file, to which paths are relative */
    SensorSettings(Path folder) {
        this.folder = folder;
    }

    SensorKind kind(Settings settings, String name, Duration timeout) {
        return switch (settings.choice("source", SensorKind.Source.SIMULATED)) {
            case SIMULATED ->
                new SensorKind.Simulated(
                        settings.number("set-point", -20, v -> v > -100 && v < 100, "must be from -100 to 100"),
                        settings.number("ambient", 25, v -> v > -100 && v < 100, "must be from -100 to 100"),
                        settings.number("resolution", 0.1, v -> v >= 1e-6 && v <= 10, "must be from 0.000001 to 10"),
                        settings.integer("seed", name.hashCode(), Integer.MIN_VALUE, Integer.MAX_VALUE));
            case ONE_WIRE ->
                new SensorKind.OneWire(
                        folder.resolve(settings.required("file", "/sys/bus/w1/devices/28-000000000000/w1_slave")));
            case MODBUS_TCP ->
                modbus(
                        settings,
                        new ModbusLink.Tcp(
                                settings.required("host", "192.168.1.20"), settings.integer("port", 502, 1, 65_535)),
                        settings.integer("unit", 1, 0, LAST_UNIT),
                        timeout);
            case MODBUS_RTU ->
                modbus(settings, line(settings), settings.integer("unit", 1, 1, LAST_UNIT_ON_A_LINE), timeout);
        };
    }

    /**
     * Returns the range that a sensor can measure: {@code lowest}, {@code highest} and {@code missing}, else by its source.
     *
     * @param raw true if {@code missing} names numbers before scaling, which the sensor itself checks
     */
    static ValidRange range(Settings settings, ValidRange otherwise, boolean raw) {
        long lowest =
                micro(settings.number("lowest", otherwise.lowest() / MICRO, SensorSettings::isTemperature, RANGE_RULE));
        long highest = micro(
                settings.number("highest", otherwise.highest() / MICRO, SensorSettings::isTemperature, RANGE_RULE));
        if (lowest >= highest) {
            settings.problem("lowest", "must be below highest");
        }
        if (!settings.has("missing")) {
            return new ValidRange(lowest, highest, otherwise.missing());
        }
        Set<Long> missing = new HashSet<>();
        if (!raw) {
            numbers(settings, "missing").forEach(number -> missing.add(micro(number)));
        }
        return new ValidRange(lowest, highest, missing);
    }

    private static boolean isTemperature(double celsius) {
        return celsius >= -273.15 && celsius <= 2000;
    }

    private static long micro(double celsius) {
        return Math.round(celsius * MICRO);
    }

    private static List<Double> numbers(Settings settings, String key) {
        List<Double> numbers = new ArrayList<>();
        for (String text : settings.texts(key)) {
            try {
                numbers.add(
                        text.startsWith("0x")
                                ? (double) Long.parseLong(text.substring(2), 16)
                                : Double.parseDouble(text));
            } catch (NumberFormatException e) {
                settings.problem(key, "'" + text + "' is no number");
            }
        }
        return numbers;
    }

    /** Returns the numbers that mean a missing or broken probe. Controllers use the largest, the smallest or all ones. */
    private static Set<Long> missing(Settings settings, SensorKind.Format format) {
        if (settings.has("missing")) {
            Set<Long> missing = new HashSet<>();
            numbers(settings, "missing").forEach(number -> missing.add(asRead(number.longValue(), format)));
            return missing;
        }
        return switch (format) {
            case INT16 -> Set.of(0x7fffL, -0x8000L, -1L);
            case UINT16 -> Set.of(0x7fffL, 0x8000L, 0xffffL);
            case INT32 -> Set.of(0x7fff_ffffL, -0x8000_0000L, -1L);
            case FLOAT32 -> Set.of();
        };
    }

    /** Returns the number as it is read: 0xFFFF in an int16 register is -1. */
    private static long asRead(long number, SensorKind.Format format) {
        return format == SensorKind.Format.INT16
                ? (short) number
                : format == SensorKind.Format.INT32 ? (int) number : number;
    }

    private static SensorKind modbus(Settings settings, ModbusLink link, int unit, Duration timeout) {
        SensorKind.Format format = settings.choice("format", SensorKind.Format.INT16);
        return new SensorKind.Modbus(
                link,
                unit,
                settings.integer("register", 0, 0, 65_535),
                settings.flag("input"),
                format,
                settings.flag("swap-words"),
                settings.flag("swap-bytes"),
                settings.number("scale", 0.1, v -> v != 0, "must not be 0"),
                missing(settings, format),
                timeout);
    }

    /** Reads a serial line. Without parity, a second stop bit takes its place (Modbus over serial line 1.02, 2.5.1). */
    private ModbusLink.SerialLine line(Settings settings) {
        ModbusLink.Parity parity = settings.choice("parity", ModbusLink.Parity.EVEN);
        ModbusLink.SerialLine line = new ModbusLink.SerialLine(
                settings.required("line", "/dev/ttyUSB0"),
                settings.integer("baud", 19_200, 300, 4_000_000),
                parity,
                settings.integer("stop-bits", parity == ModbusLink.Parity.NONE ? 2 : 1, 1, 2),
                settings.duration("answer", MAX_ANSWER, Duration.ofMillis(10), Duration.ofSeconds(10)));
        ModbusLink.SerialLine before = lines.putIfAbsent(line.device(), line);
        if (before != null && !before.equals(line)) {
            settings.problem(
                    "line",
                    "all sensors on " + line.device() + " must have the same baud, parity, stop-bits and answer");
        }
        return line;
    }
}
