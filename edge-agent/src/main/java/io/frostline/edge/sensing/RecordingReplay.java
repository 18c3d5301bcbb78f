package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.CsvRecording;
import io.frostline.contract.recording.PlainReading;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock.Stamp;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replay of a recording with its original instants: at a factor of its own pace, or as fast as the buffer takes it. It starts
 * from the beginning each time; the cloud counts readings that it already has as duplicates.
 */
public final class RecordingReplay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingReplay.class);
    private static final int BATCH_SIZE = 500;

    /**
     * Recording to replay.
     *
     * @param factor 1 as recorded, 60 one hour per minute, 0 as fast as possible
     */
    public record Recording(Path file, CsvRecording.Format format, double factor) {}

    private final Recording recording;
    private final Map<String, Integer> sensors;
    private final ReadingSink sink;
    private final SensorWatch watch;
    private final Thread thread;
    private volatile boolean finished;

    /**
     * @param sensors numbers in the agent's catalog, by the names in the recording
     * @param watch receives every fault
     */
    public RecordingReplay(Recording recording, Map<String, Integer> sensors, ReadingSink sink, SensorWatch watch) {
        this.recording = recording;
        this.sensors = sensors;
        this.sink = sink;
        this.watch = watch;
        this.thread = Thread.ofPlatform().name("replay").unstarted(this::run);
    }

    /** Returns the sensors that a recording names. */
    public static List<String> sensorsOf(Path file) throws IOException, BadReading {
        try (Reader csv = Files.newBufferedReader(file)) {
            return CsvRecording.sensors(csv);
        }
    }

    public void start() {
        thread.start();
    }

    /** Returns whether all of it is durable in the buffer. */
    public boolean isFinished() {
        return finished;
    }

    private void run() {
        Pace pace = new Pace();
        try (Reader csv = Files.newBufferedReader(recording.file)) {
            CsvRecording.parse(csv, recording.format, pace);
            pace.flush();
            pace.last.get();
            finished = true;
            LOG.info("{} is replayed: {} readings", recording.file, pace.readings);
        } catch (BadReading e) {
            LOG.error("{}: {} {}", recording.file, e.field(), e.getMessage());
        } catch (IOException e) {
            LOG.error("{}: {}", recording.file, e.getMessage());
        } catch (ExecutionException e) {
            LOG.error("{}: {}", recording.file, String.valueOf(e.getCause()));
        } catch (Interrupted | InterruptedException e) {
            LOG.debug("replay stopped");
        }
    }

    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final class Pace implements CsvRecording.Sink {
        private final List<SensorReading> waiting = new ArrayList<>();
        private final long begun = System.nanoTime();
        private long first = Long.MIN_VALUE;
        private long readings;
        private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

        @Override
        public void accept(PlainReading reading) {
            try {
                if (recording.factor > 0) {
                    waitFor(reading.atMillis());
                }
                Integer sensor = sensors.get(reading.sensor());
                if (sensor != null) {
                    Long value = reading.microCelsius();
                    Stamp at = new Stamp(reading.atMillis(), true);
                    Quality quality = value == null ? Quality.FAULT : Quality.GOOD;
                    waiting.add(new SensorReading(sensor, at, value == null ? 0 : value, quality));
                    if (value == null) {
                        watch.fault(sensor, Quality.FAULT, "the recording says so");
                    }
                    readings++;
                }
                if (waiting.size() >= BATCH_SIZE) {
                    flush();
                }
            } catch (InterruptedException e) {
                throw new Interrupted();
            }
        }

        private void waitFor(long atMillis) throws InterruptedException {
            if (first == Long.MIN_VALUE) {
                first = atMillis;
            }
            long due = begun + (long) ((atMillis - first) * 1_000_000L / recording.factor);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                flush();
                Thread.sleep(Duration.ofNanos(wait));
            }
        }

        private void flush() {
            try {
                if (!waiting.isEmpty()) {
                    last = sink.submit(List.copyOf(waiting));
                    waiting.clear();
                }
            } catch (InterruptedException e) {
                throw new Interrupted();
            }
        }

        @Override
        public void reject(long line, String column, String reason) {
            LOG.warn("{}, line {}, {}: {}", recording.file, line, column, reason);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
