package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Dallas 1-Wire thermometer as the Linux kernel's w1_therm driver shows it. {@code w1_slave} holds two lines: the first ends in
 * {@code YES} if the checksum was right, the second in {@code t=} and thousandths of a degree.
 */
final class OneWireSensor implements TemperatureSource {
    private static final String ZEROS = "00 00 00 00 00 00 00 00 00";

    private final Path file;
    /** Thread of this sensor alone: a read that hangs in the kernel holds its thread, even if interrupted. */
    private final ExecutorService kernel;

    private @Nullable Future<List<String>> unanswered;

    OneWireSensor(Path file) {
        this.file = file;
        this.kernel = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("one-wire").factory());
    }

    @Override
    public Measurement read() throws IOException, InterruptedException {
        Future<List<String>> hanging = unanswered;
        if (hanging != null && !hanging.isDone()) {
            return new Measurement.Fault(Quality.TIMEOUT, file + " still hangs");
        }
        Future<List<String>> reading = kernel.submit(() -> Files.readAllLines(file));
        unanswered = reading;
        try {
            return measurement(reading.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return new Measurement.Fault(Quality.DISCONNECTED, file + " is not there");
            }
            throw new IOException(e.getCause());
        }
    }

    private Measurement measurement(List<String> lines) {
        if (lines.size() < 2) {
            return new Measurement.Fault(Quality.DISCONNECTED, file + " is empty: the sensor does not answer");
        }
        if (!lines.getFirst().endsWith("YES")) {
            return new Measurement.Fault(Quality.CHECKSUM, "the check sum of " + file + " is wrong");
        }
        // a data line that is held low reads as zeros, whose checksum is right
        if (lines.getFirst().startsWith(ZEROS)) {
            return new Measurement.Fault(
                    Quality.DISCONNECTED, file + " holds nothing but zeros: a wire is short or broken");
        }
        int at = lines.get(1).indexOf("t=");
        if (at < 0) {
            return new Measurement.Fault(Quality.FAULT, file + " holds no temperature");
        }
        try {
            return new Measurement.Value(
                    Integer.parseInt(lines.get(1).substring(at + 2).strip()) * 1000L);
        } catch (NumberFormatException e) {
            return new Measurement.Fault(Quality.FAULT, file + " holds no temperature");
        }
    }

    /** Returns the folder of the bus master, whose sensors the kernel reads one after the other. */
    @Override
    public String bus() {
        return busOf(file);
    }

    static String busOf(Path file) {
        try {
            Path device = file.toRealPath().getParent();
            Path master = device == null ? null : device.getParent();
            return master != null
                            && master.getFileName() != null
                            && master.getFileName().toString().startsWith("w1_bus_master")
                    ? master.toString()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        kernel.shutdownNow();
    }
}
