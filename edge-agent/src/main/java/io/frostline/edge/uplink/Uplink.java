package io.frostline.edge.uplink;

import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.wire.Command;
import io.frostline.contract.wire.Receipt;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.buffer.StoredBatch;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the buffer's unsent batches until receipts have come for all of them. What is recorded while the link is up goes
 * first, and with it the newest batches of before; older ones follow, oldest first, as many at a time as the {@link
 * SendWindow} allows. The broker's acknowledgement frees nothing: a transfer without a receipt is sent again after the
 * time-out, with growing patience.
 */
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
    private static final int LIVE_TRANSFERS = 8;
    /** Batches of the last seconds before the link was up; they go before the backlog, in one transfer. */
    private static final int NEWEST_FIRST = 8;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration STATUS_EVERY = Duration.ofSeconds(30);

    private final UplinkConfig config;
    private final String site;
    private final ReadingBuffer buffer;
    private final AgentClock clock;
    private final StatusMessage status;
    private final Thread thread;

    private final AtomicLong receipts = new AtomicLong();
    private final AtomicLong resends = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();

    private final ArrayDeque<Arrived> inbox = new ArrayDeque<>(); // guarded by itself
    private boolean signalled; // guarded by inbox
    private volatile boolean closing;
    private volatile boolean connected;

    // below: the uplink's thread alone
    private final InFlight inFlight;
    private final BatchPublisher publisher;
    private final Commands commands;
    private long liveFrom;
    private long statusAt;
    private @Nullable MqttLink link;
    private Duration pause = SHORTEST_PAUSE;

    private record Arrived(String topic, byte[] payload) {}

    public Uplink(UplinkConfig config, String site, String version, ReadingBuffer buffer, AgentClock clock) {
        this.config = config;
        this.site = site;
        this.buffer = buffer;
        this.clock = clock;
        this.inFlight = new InFlight(config.receiptTimeout());
        this.publisher = new BatchPublisher(site, buffer);
        this.commands = new Commands(buffer, publisher);
        this.status = new StatusMessage(version, buffer);
        this.thread = Thread.ofPlatform().name("uplink").unstarted(this::run);
    }

    public void start() {
        buffer.onCommit(newest -> signal());
        thread.start();
    }

    public boolean isConnected() {
        return connected;
    }

    /** What was done since the start; {@code acknowledged} by the broker, which frees nothing; {@code resends} went more than once. */
    public record Counts(long transfers, long acknowledged, long receipts, long resends) {}

    public Counts counts() {
        return new Counts(
                publisher.transfers(), acknowledged.get(), receipts.get(), resends.get() + commands.resends());
    }

    private void signal() {
        synchronized (inbox) {
            signalled = true;
            inbox.notifyAll();
        }
    }

    private void run() {
        while (!closing) {
            try {
                MqttLink up = link;
                if (up == null || !up.isUp()) {
                    reconnect();
                    continue;
                }
                handleArrived();
                dropOverdue();
                sendLive(up);
                sendBacklog(up);
                sendStatus(up);
                await(Duration.ofMillis(200));
            } catch (MqttException | IOException | RuntimeException e) {
                // of a bug, too: the next attempt may pass, an uplink that ended never does
                LOG.warn("uplink to {}: {}", config.broker(), reason(e));
                disconnect();
                sleep(jittered(pause));
                pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
            } catch (SQLException e) {
                LOG.warn("can't read the buffer: {}", e.getMessage());
                sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String reason(Exception e) {
        return e.getCause() == null
                ? String.valueOf(e.getMessage())
                : e.getMessage() + ": " + e.getCause().getMessage();
    }

    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private void await(Duration longest) throws InterruptedException {
        synchronized (inbox) {
            if (inbox.isEmpty() && !signalled) {
                inbox.wait(longest.toMillis());
            }
            signalled = false;
        }
    }

    private void reconnect() throws MqttException, IOException {
        disconnect();
        inFlight.connectionLost();
        link = MqttLink.connect(config, site, status.offline(), this::arrived);
        connected = true;
        pause = SHORTEST_PAUSE;
        liveFrom = Math.max(1, buffer.newest() - NEWEST_FIRST + 1); // what is now comes before what was
        statusAt = 0;
        LOG.info("connected to {}", config.broker());
    }

    private void disconnect() {
        connected = false;
        MqttLink old = link;
        if (old != null) {
            old.close();
            link = null;
        }
    }

    private void arrived(String topic, byte[] payload) {
        synchronized (inbox) {
            inbox.add(new Arrived(topic, payload));
            inbox.notifyAll();
        }
    }

    // --------------------------------------------------------------------------------------- receipts

    private void handleArrived() throws MqttException, SQLException {
        while (true) {
            Arrived next;
            synchronized (inbox) {
                next = inbox.poll();
            }
            if (next == null) {
                return;
            }
            try {
                if (next.topic.equals(Topics.receipt(site))) {
                    receipt(Receipt.parseFrom(next.payload));
                } else {
                    commands.carryOut(Command.parseFrom(next.payload), Objects.requireNonNull(link));
                }
            } catch (InvalidProtocolBufferException e) {
                LOG.warn("a message on {} can't be read: {}", next.topic, e.getMessage());
            }
        }
    }

    private void receipt(Receipt receipt) throws SQLException {
        clock.learnFromCloud(receipt.getCloudTimeMs()).ifPresent(buffer::clockLearned);
        for (Receipt.Refusal refusal : receipt.getRefusedList()) {
            if (!refusal.getDigest().isEmpty()) {
                refuseUnreadable(new Digest(refusal.getDigest().toByteArray()), refusal.getReason());
            }
        }
        if (!buffer.epoch().equals(Optional.of(receipt.getEpoch()))) {
            return;
        }
        receipts.incrementAndGet();
        inFlight.receiptCame();
        if (!receipt.getCatalog().isEmpty()) {
            buffer.catalogKnown(new Digest(receipt.getCatalog().toByteArray()));
        }
        List<Range> durable = receipt.getDurableList().stream()
                .map(r -> new Range(r.getFirst(), r.getLast()))
                .toList();
        buffer.receipted(receipt.getEpoch(), durable);
        durable.forEach(inFlight::settle);
        for (Receipt.Refusal refusal : receipt.getRefusedList()) {
            refuse(receipt.getEpoch(), refusal.getSequence(), refusal.getReason());
        }
    }

    /** A batch that can't be read - its bytes were damaged here - is known to the cloud by its digest alone. */
    private void refuseUnreadable(Digest digest, String reason) throws SQLException {
        Optional<Long> epoch = buffer.epoch();
        if (epoch.isEmpty()) {
            return;
        }
        for (Range range : inFlight.sequences().ranges()) {
            for (long from = range.first(); from <= range.last(); ) {
                List<StoredBatch> batches = buffer.archived(from, range.last(), BatchPublisher.TRANSFER_BYTES);
                if (batches.isEmpty()) {
                    break;
                }
                for (StoredBatch batch : batches) {
                    if (batch.digest().equals(digest)) {
                        refuse(epoch.get(), batch.sequence(), reason);
                        return;
                    }
                }
                from = batches.getLast().sequence() + 1;
            }
        }
    }

    private void refuse(long epoch, long sequence, String reason) {
        buffer.refused(epoch, sequence, reason);
        inFlight.settle(new Range(sequence, sequence));
    }

    private void dropOverdue() {
        Duration limit = inFlight.patience();
        int overdue = inFlight.dropOverdue();
        if (overdue > 0) {
            LOG.warn("no receipt within {} s; sending again", limit.toSeconds());
            resends.addAndGet(overdue);
        }
    }

    // ---------------------------------------------------------------------------------------- sending

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
            liveFrom = newest + 1; // more than a live lane takes: the rest is backlog
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

    /** Batches of one catalog; @return the last sequence that went */
    private long send(MqttLink up, List<StoredBatch> batches, boolean live) throws MqttException, SQLException {
        List<StoredBatch> alike = BatchPublisher.ofOneCatalog(batches);
        InFlight.Transfer sent = inFlight.sent(alike, live);
        publisher.publish(up, alike, () -> {
            sent.acknowledge();
            acknowledged.incrementAndGet();
        });
        return alike.getLast().sequence();
    }

    private void sendStatus(MqttLink up) throws MqttException, SQLException {
        long now = System.nanoTime();
        if (statusAt == 0 || now - statusAt > STATUS_EVERY.toNanos()) {
            statusAt = now;
            up.publish(Topics.status(site), status.online(), true, () -> {});
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        signal();
        thread.join(Duration.ofSeconds(3));
        thread.interrupt();
        MqttLink up = link;
        if (up != null && up.isUp()) {
            up.leave(Topics.status(site), status.offline());
        }
        disconnect();
    }
}
