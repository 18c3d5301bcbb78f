package io.frostline.edge.uplink;

import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.wire.Command;
import io.frostline.contract.wire.Receipt;
import io.frostline.contract.wire.Resend;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SequenceRanges;
import io.frostline.edge.buffer.StoredBatch;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
    private static final int TRANSFER_BYTES = 48 << 10;
    private static final int LIVE_TRANSFERS = 8;
    /** Batches of the last seconds before the link was up; they go before the backlog, in one transfer. */
    private static final int NEWEST_FIRST = 8;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration STATUS_EVERY = Duration.ofSeconds(30);
    private static final int MOST_PATIENCE = 4;

    private final UplinkConfig config;
    private final String site;
    private final ReadingBuffer buffer;
    private final AgentClock clock;
    private final StatusMessage status;
    private final Thread thread;
    private final SendWindow window = new SendWindow();

    private final AtomicLong receipts = new AtomicLong();
    private final AtomicLong resends = new AtomicLong();
    private final AtomicLong transfers = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();

    private final ArrayDeque<Arrived> inbox = new ArrayDeque<>(); // guarded by itself
    private boolean signalled; // guarded by inbox
    private volatile boolean closing;
    private volatile boolean connected;

    // below: the uplink's thread alone
    private final List<UnderWay> underWay = new ArrayList<>();
    private final SequenceRanges underWaySequences = new SequenceRanges();
    private long liveFrom;
    private int patience;
    private long statusAt;
    private @Nullable MqttLink link;
    private Duration pause = SHORTEST_PAUSE;

    private record Arrived(String topic, byte[] payload) {}

    private static final class UnderWay {
        private final long first;
        private final long last;
        private final SequenceRanges open = new SequenceRanges();
        private final boolean live;
        private final long sentAt = System.nanoTime();
        private volatile boolean acknowledged;

        private UnderWay(List<StoredBatch> batches, boolean live) {
            this.first = batches.getFirst().sequence();
            this.last = batches.getLast().sequence();
            this.live = live;
            open.add(first, last);
        }
    }

    public Uplink(UplinkConfig config, String site, String version, ReadingBuffer buffer, AgentClock clock) {
        this.config = config;
        this.site = site;
        this.buffer = buffer;
        this.clock = clock;
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
        return new Counts(transfers.get(), acknowledged.get(), receipts.get(), resends.get());
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
        // what the broker has may still bring a receipt; what it does not have is unsent again
        underWay.removeIf(sent -> {
            if (!sent.acknowledged) {
                forget(sent);
            }
            return !sent.acknowledged;
        });
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

    private void forget(UnderWay sent) {
        sent.open.ranges().forEach(range -> underWaySequences.remove(range.first(), range.last()));
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
                    command(Command.parseFrom(next.payload));
                }
            } catch (InvalidProtocolBufferException e) {
                LOG.warn("a message on {} can't be read: {}", next.topic, e.getMessage());
            }
        }
    }

    private void receipt(Receipt receipt) {
        clock.learnFromCloud(receipt.getCloudTimeMs()).ifPresent(buffer::clockLearned);
        if (!buffer.epoch().equals(Optional.of(receipt.getEpoch()))) {
            return;
        }
        receipts.incrementAndGet();
        patience = 0;
        if (!receipt.getCatalog().isEmpty()) {
            buffer.catalogKnown(new Digest(receipt.getCatalog().toByteArray()));
        }
        List<SequenceRanges.Range> durable = receipt.getDurableList().stream()
                .map(r -> new SequenceRanges.Range(r.getFirst(), r.getLast()))
                .toList();
        buffer.receipted(receipt.getEpoch(), durable);
        durable.forEach(range -> settle(range.first(), range.last()));
        for (Receipt.Refusal refusal : receipt.getRefusedList()) {
            buffer.refused(receipt.getEpoch(), refusal.getSequence(), refusal.getReason());
            settle(refusal.getSequence(), refusal.getSequence());
        }
    }

    private void settle(long first, long last) {
        underWaySequences.remove(first, last);
        for (Iterator<UnderWay> each = underWay.iterator(); each.hasNext(); ) {
            UnderWay sent = each.next();
            if (sent.first <= last && sent.last >= first) {
                sent.open.remove(first, last);
                if (sent.open.isEmpty()) {
                    if (!sent.live) {
                        window.receipt(System.nanoTime() - sent.sentAt);
                    }
                    each.remove();
                }
            }
        }
    }

    private void dropOverdue() {
        long limit = config.receiptTimeout().toNanos() << patience;
        boolean any = false;
        for (Iterator<UnderWay> each = underWay.iterator(); each.hasNext(); ) {
            UnderWay sent = each.next();
            if (System.nanoTime() - sent.sentAt > limit) {
                forget(sent);
                each.remove();
                any = true;
                resends.incrementAndGet();
            }
        }
        if (any) {
            LOG.warn("no receipt within {} s; sending again", limit / 1_000_000_000);
            window.timeout();
            patience = Math.min(MOST_PATIENCE, patience + 1);
        }
    }

    // ---------------------------------------------------------------------------------------- sending

    private void sendLive(MqttLink up) throws MqttException, SQLException {
        long newest = buffer.newest();
        while (liveFrom <= newest && count(true) < LIVE_TRANSFERS) {
            List<StoredBatch> batches = buffer.unsent(liveFrom, newest, underWaySequences, TRANSFER_BYTES);
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
        int room = window.size() - count(false);
        long from = 1;
        while (room > 0 && up.isUp()) {
            List<StoredBatch> batches = buffer.unsent(from, liveFrom - 1, underWaySequences, TRANSFER_BYTES);
            if (batches.isEmpty()) {
                return;
            }
            from = send(up, batches, false) + 1;
            room--;
        }
    }

    private int count(boolean live) {
        int count = 0;
        for (UnderWay sent : underWay) {
            count += sent.live == live ? 1 : 0;
        }
        return count;
    }

    /** Batches of one catalog; @return the last sequence that went */
    private long send(MqttLink up, List<StoredBatch> batches, boolean live) throws MqttException, SQLException {
        int catalog = batches.getFirst().catalog();
        List<StoredBatch> alike =
                batches.stream().takeWhile(b -> b.catalog() == catalog).toList();
        UnderWay sent = new UnderWay(alike, live);
        underWay.add(sent);
        underWaySequences.add(sent.first, sent.last);
        publish(up, alike, () -> {
            sent.acknowledged = true;
            acknowledged.incrementAndGet();
        });
        return sent.last;
    }

    private void publish(MqttLink up, List<StoredBatch> batches, Runnable acknowledged)
            throws MqttException, SQLException {
        int catalogId = batches.getFirst().catalog();
        Optional<SensorCatalog> catalog =
                buffer.isCatalogKnown(catalogId) ? Optional.empty() : buffer.catalog(catalogId);
        byte[] transfer = new BatchTransfer(
                        catalog, batches.stream().map(StoredBatch::payload).toList())
                .encode();
        up.publish(Topics.batch(site), transfer, false, acknowledged);
        transfers.incrementAndGet();
    }

    private void sendStatus(MqttLink up) throws MqttException, SQLException {
        long now = System.nanoTime();
        if (statusAt == 0 || now - statusAt > STATUS_EVERY.toNanos()) {
            statusAt = now;
            up.publish(Topics.status(site), status.online(), true, () -> {});
        }
    }

    // --------------------------------------------------------------------------------------- commands

    private void command(Command command) throws MqttException, SQLException {
        MqttLink up = link;
        if (command.hasResend() && up != null) {
            Resend resend = command.getResend();
            if (buffer.epoch().equals(Optional.of(resend.getEpoch()))) {
                int sent = resend(
                        up, resend.getRange().getFirst(), resend.getRange().getLast());
                buffer.log(
                        Batch.Entry.COMMAND_APPLIED,
                        "resend: " + sent + " batches were still in the archive",
                        Map.of("id", command.getId(), "batches", Integer.toString(sent)));
                return;
            }
        }
        buffer.log(
                Batch.Entry.COMMAND_REFUSED,
                command.hasResend() ? "resend: not an epoch of this buffer" : "not a command that this version knows",
                Map.of("id", command.getId()));
    }

    private int resend(MqttLink up, long first, long last) throws MqttException, SQLException {
        int sent = 0;
        long from = Math.max(1, first);
        while (from <= last) {
            List<StoredBatch> batches = buffer.archived(from, last, TRANSFER_BYTES);
            if (batches.isEmpty()) {
                break;
            }
            int catalog = batches.getFirst().catalog();
            List<StoredBatch> alike =
                    batches.stream().takeWhile(b -> b.catalog() == catalog).toList();
            publish(up, alike, () -> {});
            resends.incrementAndGet();
            sent += alike.size();
            from = alike.getLast().sequence() + 1;
        }
        return sent;
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        signal();
        thread.join(Duration.ofSeconds(3));
        thread.interrupt();
        MqttLink up = link;
        if (up != null && up.isUp()) {
            try {
                up.publish(Topics.status(site), status.offline(), true, () -> {});
            } catch (MqttException e) {
                LOG.debug("saying good-bye: {}", e.getMessage());
            }
        }
        disconnect();
    }
}
