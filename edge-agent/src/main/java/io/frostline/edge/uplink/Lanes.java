package io.frostline.edge.uplink;

import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.StoredBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scheduler of unsent batches. The live lane takes what is recorded while the link is up, and the newest batches before that.
 * The backlog lane takes older ones, oldest first, with as many concurrent transfers as the {@link SendWindow} allows. Not
 * thread-safe.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final int LIVE_TRANSFERS = 8;
    /** Number of batches from just before the link was up that go before the backlog, in one transfer. */
    private static final int NEWEST_FIRST = 8;

    private final ReadingBuffer buffer;
    private final InFlight inFlight;
    private final BatchPublisher publisher;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong resends = new AtomicLong();
    /** Sequence of the live lane's next batch: all before it are backlog. */
    private long liveFrom;

    Lanes(ReadingBuffer buffer, InFlight inFlight, BatchPublisher publisher) {
        this.buffer = buffer;
        this.inFlight = inFlight;
        this.publisher = publisher;
    }

    /** Restarts the live lane at the newest batches, ahead of the backlog. */
    void linkUp() {
        liveFrom = Math.max(1, buffer.newest() - NEWEST_FIRST + 1);
    }

    /** Sends the batches that may go now. */
    void send(MqttLink up) throws MqttException, SQLException {
        dropOverdue();
        sendLive(up);
        sendBacklog(up);
    }

    private void dropOverdue() {
        Duration limit = inFlight.timeout();
        int overdue = inFlight.dropOverdue();
        if (overdue > 0) {
            LOG.warn("no receipt within {} s; sending again", limit.toSeconds());
            resends.addAndGet(overdue);
        }
    }

    private void sendLive(MqttLink up) throws MqttException, SQLException {
        long newest = buffer.newest();
        while (liveFrom <= newest && inFlight.live() < LIVE_TRANSFERS) {
            List<StoredBatch> batches =
                    buffer.unsent(liveFrom, newest, inFlight.sequences(), BatchPublisher.TRANSFER_BYTES);
            if (batches.isEmpty()) {
                liveFrom = newest + 1;
                return;
            }
            liveFrom = send(up, batches, true) + 1;
        }
        if (liveFrom <= newest) {
            liveFrom = newest + 1; // more than the live lane takes: the rest is backlog
        }
    }

    private void sendBacklog(MqttLink up) throws MqttException, SQLException {
        int room = inFlight.room();
        long from = 1;
        while (room > 0 && up.isUp()) {
            List<StoredBatch> batches =
                    buffer.unsent(from, liveFrom - 1, inFlight.sequences(), BatchPublisher.TRANSFER_BYTES);
            if (batches.isEmpty()) {
                return;
            }
            from = send(up, batches, false) + 1;
            room--;
        }
    }

    /**
     * Sends the leading batches that share a catalog.
     *
     * @return the last sequence that was sent
     */
    private long send(MqttLink up, List<StoredBatch> batches, boolean live) throws MqttException, SQLException {
        List<StoredBatch> alike = BatchPublisher.ofOneCatalog(batches);
        InFlight.Transfer sent = inFlight.sent(alike, live);
        publisher.publish(up, alike, () -> {
            sent.acknowledge();
            acknowledged.incrementAndGet();
        });
        return alike.getLast().sequence();
    }

    /** Returns the number of transfers that the broker has acknowledged. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Returns the number of transfers whose receipt timed out. */
    long resends() {
        return resends.get();
    }
}
