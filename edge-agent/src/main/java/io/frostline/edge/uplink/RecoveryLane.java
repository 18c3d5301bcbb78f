package io.frostline.edge.uplink;

import io.frostline.contract.batch.BatchReceipt;
import io.frostline.edge.buffer.DamagedBuffer;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.buffer.StoredBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lane that sends the readable batches of buffers that were set aside, one file after the other, under their own epochs.
 * Batches that the cloud already has are idempotent there. A file is read on its own thread. Not thread-safe, except for
 * {@link #left}.
 */
public final class RecoveryLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryLane.class);
    /** Maximum number of concurrent transfers; low, as the current buffer comes first. */
    private static final int MAX_TRANSFERS = 2;

    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    private final ReadingBuffer buffer;
    private final InFlight inFlight;
    private final BatchPublisher publisher;
    /** Files that are finished in this run, even if marking them as sent failed. */
    private final Set<Path> ended = ConcurrentHashMap.newKeySet();

    private long lookedAt;
    private @Nullable Thread reader;
    private @Nullable DamagedBuffer damaged;
    private volatile @Nullable DamagedBuffer read;
    private volatile boolean isReading;
    private volatile Left left = new Left(0, 0);

    /**
     * Batches left in buffers that were set aside.
     *
     * @param unreadable batches of all files since the start
     */
    public record Left(long unsent, long unreadable) {}

    RecoveryLane(ReadingBuffer buffer, InFlight inFlight, BatchPublisher publisher) {
        this.buffer = buffer;
        this.inFlight = inFlight;
        this.publisher = publisher;
    }

    Left left() {
        return left;
    }

    void connectionLost() {
        inFlight.connectionLost();
    }

    /** Sends the batches that may go now. If the file fails, the uplink continues without it. */
    void send(MqttLink up) throws MqttException {
        DamagedBuffer current = current();
        if (current == null) {
            return;
        }
        try {
            send(up, current);
        } catch (SQLException | RuntimeException e) {
            LOG.error("{} can't be sent on, until the next start: {}", current.file(), e.toString());
            end(current);
        }
    }

    private void send(MqttLink up, DamagedBuffer current) throws MqttException, SQLException {
        int unused = inFlight.dropOverdue();
        for (int room = MAX_TRANSFERS - inFlight.count(); room > 0 && up.isUp(); room--) {
            List<StoredBatch> batches = current.unsent(inFlight.sequences(), BatchPublisher.TRANSFER_BYTES);
            if (batches.isEmpty()) {
                break;
            }
            List<StoredBatch> alike = BatchPublisher.ofOneCatalog(batches);
            InFlight.Transfer sent = inFlight.sent(alike, false);
            publisher.publish(up, current.catalog(alike.getFirst()).orElse(null), alike, sent::acknowledge);
        }
        endIfSent(current);
    }

    /** Applies a receipt for the current file; ignores one of another epoch. */
    void accept(BatchReceipt receipt) {
        DamagedBuffer current = damaged;
        if (current == null || receipt.epoch() != current.epoch()) {
            return;
        }
        inFlight.receiptCame();
        for (BatchReceipt.Range range : receipt.durable()) {
            current.settle(range.first(), range.last());
            inFlight.settle(new Range(range.first(), range.last()));
        }
        for (BatchReceipt.Refusal refusal : receipt.refused()) {
            LOG.error("batch {} of {} was refused: {}", refusal.sequence(), current.file(), refusal.reason());
            current.refuse(refusal.sequence());
            inFlight.settle(new Range(refusal.sequence(), refusal.sequence()));
        }
        left = new Left(current.unsentCount(), left.unreadable);
        endIfSent(current);
    }

    private void endIfSent(DamagedBuffer current) {
        if (current.unsentCount() == 0) {
            LOG.info("{}", current.summary());
            buffer.sentSetAside(current);
            end(current);
        }
    }

    private void end(DamagedBuffer current) {
        ended.add(current.file());
        damaged = null;
        inFlight.forget();
        left = new Left(0, left.unreadable);
        close(current);
    }

    private static void close(DamagedBuffer buffer) {
        try {
            buffer.close();
        } catch (SQLException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }

    /** Returns the file being sent. If there is none, looks for one every {@link #POLL_INTERVAL} and reads it in the background. */
    private @Nullable DamagedBuffer current() {
        if (damaged == null && read != null) {
            DamagedBuffer now = read;
            read = null;
            damaged = now;
            left = new Left(now.unsentCount(), left.unreadable + now.unreadableCount());
        }
        long now = System.nanoTime();
        if (damaged == null && !isReading && (lookedAt == 0 || now - lookedAt > POLL_INTERVAL.toNanos())) {
            lookedAt = now;
            isReading = true;
            reader = Thread.ofPlatform().daemon().name("recovery").start(this::read);
        }
        return damaged;
    }

    private void read() {
        try {
            read = buffer.readSetAside(Set.copyOf(ended)).orElse(null);
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.warn("can't read what was set aside: {}", e.toString());
        } finally {
            isReading = false;
        }
    }

    /** Closes the file; unsent batches are read and sent after the next start. */
    @Override
    public void close() throws InterruptedException {
        Thread reading = reader;
        if (reading != null) {
            reading.interrupt();
            reading.join(Duration.ofSeconds(1));
        }
        DamagedBuffer current = damaged;
        if (current != null) {
            close(current);
        }
    }
}
