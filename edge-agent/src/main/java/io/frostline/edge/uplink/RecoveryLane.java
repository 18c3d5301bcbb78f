package io.frostline.edge.uplink;

import io.frostline.contract.batch.BatchReceipt;
import io.frostline.edge.buffer.DamagedBuffer;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.buffer.StoredBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what can be read of buffers that were set aside, one after the other, as the batches of their epochs that they are: what
 * of them the cloud has already changes nothing there. A file is read on a thread of its own. Serves one thread but for {@link
 * #left}.
 */
public final class RecoveryLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryLane.class);
    /** Behind what is recorded now. */
    private static final int MOST_TRANSFERS = 2;

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final ReadingBuffer buffer;
    private final InFlight inFlight;
    private final BatchPublisher publisher;
    private long lookedAt;
    private @Nullable Thread reader;
    private @Nullable DamagedBuffer damaged;
    private volatile @Nullable DamagedBuffer read;
    private volatile boolean isReading;
    private volatile Left left = new Left(0, 0);

    /** @param unreadable batches, of all files since the start */
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

    /** Sends what may go now. */
    void send(MqttLink up) throws MqttException, SQLException, InterruptedException {
        DamagedBuffer current = current();
        if (current == null) {
            return;
        }
        int unused = inFlight.dropOverdue();
        for (int room = MOST_TRANSFERS - inFlight.count(); room > 0 && up.isUp(); room--) {
            List<StoredBatch> batches = current.unsent(inFlight.sequences(), BatchPublisher.TRANSFER_BYTES);
            if (batches.isEmpty()) {
                break;
            }
            List<StoredBatch> alike = BatchPublisher.ofOneCatalog(batches);
            InFlight.Transfer sent = inFlight.sent(alike, false);
            publisher.publish(up, current.catalog(alike.getFirst().catalog()), alike, sent::acknowledge);
        }
        endIfSent(current);
    }

    /** One of another epoch is none of this lane's. */
    void accept(BatchReceipt receipt) throws SQLException, InterruptedException {
        DamagedBuffer current = damaged;
        if (current == null || receipt.epoch() != current.epoch()) {
            return;
        }
        inFlight.receiptCame();
        receipt.durable().forEach(range -> settle(current, range.first(), range.last()));
        for (BatchReceipt.Refusal refusal : receipt.refused()) {
            LOG.error("batch {} of {} was refused: {}", refusal.sequence(), current.file(), refusal.reason());
            settle(current, refusal.sequence(), refusal.sequence());
        }
        left = new Left(current.unsentCount(), left.unreadable);
        endIfSent(current);
    }

    private void settle(DamagedBuffer current, long first, long last) {
        current.settle(first, last);
        inFlight.settle(new Range(first, last));
    }

    private void endIfSent(DamagedBuffer current) throws SQLException, InterruptedException {
        if (current.unsentCount() == 0) {
            LOG.info("{}", current.summary());
            buffer.sentSetAside(current);
            current.close();
            damaged = null;
            lookedAt = System.nanoTime(); // not before it is marked as sent
        }
    }

    /** What is sent now; where there is nothing, a file is looked for now and then, and read. */
    private @Nullable DamagedBuffer current() {
        if (damaged == null && read != null) {
            DamagedBuffer now = read;
            read = null;
            damaged = now;
            left = new Left(now.unsentCount(), left.unreadable + now.unreadableCount());
        }
        long now = System.nanoTime();
        if (damaged == null && !isReading && (lookedAt == 0 || now - lookedAt > LOOK_EVERY.toNanos())) {
            lookedAt = now;
            isReading = true;
            reader = Thread.ofPlatform().daemon().name("recovery").start(this::read);
        }
        return damaged;
    }

    private void read() {
        try {
            Optional<DamagedBuffer> next = buffer.readSetAside();
            read = next.orElse(null);
        } catch (SQLException e) {
            LOG.warn("can't read what was set aside: {}", e.getMessage());
        } finally {
            isReading = false;
        }
    }

    /** What is unsent is read and sent at the next start. */
    @Override
    public void close() throws InterruptedException {
        Thread reading = reader;
        if (reading != null) {
            reading.interrupt();
            reading.join(Duration.ofSeconds(1));
        }
        try {
            if (damaged != null) {
                damaged.close();
            }
        } catch (SQLException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }
}
