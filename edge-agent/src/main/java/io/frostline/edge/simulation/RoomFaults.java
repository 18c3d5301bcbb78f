package io.frostline.edge.simulation;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults of a simulated room.
 *
 * @param compressorBroken true if it does not cool when switched on
 * @param relaySilent true if neither the compressor nor the heater can be switched or read
 */
public record RoomFaults(boolean compressorBroken, boolean relaySilent, boolean doorOpen, boolean sensorFaulty) {
    public static final RoomFaults NONE = new RoomFaults(false, false, false, false);
    private static final Logger LOG = LoggerFactory.getLogger(RoomFaults.class);

    /**
     * Returns faults that a file switches on and off while the agent runs. It holds any of {@code compressor=broken}, {@code
     * relay=silent}, {@code door=open} and {@code sensor=faulty}, a line each. Without the file there are no faults.
     */
    public static Supplier<RoomFaults> in(Path file) {
        return () -> {
            Properties lines = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                lines.load(reader);
            } catch (NoSuchFileException e) {
                return NONE;
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("{}: {}", file, e.getMessage());
                return NONE;
            }
            return new RoomFaults(
                    is(lines, "compressor", "broken"),
                    is(lines, "relay", "silent"),
                    is(lines, "door", "open"),
                    is(lines, "sensor", "faulty"));
        };
    }

    private static boolean is(Properties lines, String key, String value) {
        return lines.getProperty(key, "").strip().toLowerCase(Locale.ROOT).equals(value);
    }
}
