package io.frostline.edge.uplink;

import io.frostline.contract.Topics;
import io.frostline.contract.batch.AgentCommand;
import io.frostline.contract.batch.BatchReceipt;
import io.frostline.contract.column.Malformed;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.control.SetPoints;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uplink that sends the buffer's unsent batches until receipts have come for all of them. Batches recorded while the link is up
 * go first, with the newest before that. Older ones follow, oldest first, as many at a time as the {@link SendWindow} allows.
 * Last come the readable batches of a buffer that was set aside. The broker's acknowledgement frees nothing: a transfer without
 * a receipt is resent after the timeout, with backoff. A lost link is replaced, with backoff ({@link ReconnectPause}).
 */
public final class Uplink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(30);
    private static final Duration BUFFER_RETRY = Duration.ofSeconds(1);

    private final UplinkConfig config;
    private final String site;
    private final ReadingBuffer buffer;
    private final StatusMessage status;
    private final Thread thread;
    private final Inbox inbox = new Inbox();
    private volatile boolean closing;
    private volatile boolean connected;

    // below: used by the uplink's thread only, except for their counters
    private final InFlight inFlight;
    private final BatchPublisher publisher;
    private final Lanes lanes;
    private final Receipts receipts;
    private final Commands commands;
    private final RecoveryLane recovery;
    private final ReconnectPause pause = new ReconnectPause(new SplittableRandom());
    private long connectedAt;
    private long statusAt;
    private @Nullable MqttLink link;

    /** Creates the uplink of an agent that controls no rooms. */
    public Uplink(UplinkConfig config, String site, String version, ReadingBuffer buffer, AgentClock clock) {
        this(config, site, version, buffer, clock, SetPoints.none(buffer));
    }

    public Uplink(
            UplinkConfig config,
            String site,
            String version,
            ReadingBuffer buffer,
            AgentClock clock,
            SetPoints setPoints) {
        this.config = config;
        this.site = site;
        this.buffer = buffer;
        this.inFlight = new InFlight(config.receiptTimeout());
        this.publisher = new BatchPublisher(site, buffer);
        this.lanes = new Lanes(buffer, inFlight, publisher);
        this.recovery = new RecoveryLane(buffer, new InFlight(config.receiptTimeout()), publisher);
        this.receipts = new Receipts(buffer, clock, inFlight, recovery);
        this.commands = new Commands(buffer, publisher, setPoints);
        this.status = new StatusMessage(version, buffer, setPoints);
        this.thread = Thread.ofPlatform().name("uplink").unstarted(this::run);
    }

    public void start() {
        buffer.onCommit(newest -> inbox.signal());
        thread.start();
    }

    public boolean isConnected() {
        return connected;
    }

    /**
     * Counts since the start.
     *
     * @param acknowledged transfers acknowledged by the broker, which frees nothing
     * @param resends transfers sent more than once
     */
    public record Counts(long transfers, long acknowledged, long receipts, long resends) {}

    public Counts counts() {
        return new Counts(
                publisher.transfers(), lanes.acknowledged(), receipts.count(), lanes.resends() + commands.resends());
    }

    /** Returns the batches left in buffers that were set aside. */
    public RecoveryLane.Left setAside() {
        return recovery.left();
    }

    private void run() {
        while (!closing) {
            try {
                MqttLink up = link;
                if (up == null) {
                    connect();
                    continue;
                }
                if (!up.isUp()) {
                    throw new IOException("the connection was lost");
                }
                pause.held(Duration.ofNanos(System.nanoTime() - connectedAt));
                handleArrived(up);
                lanes.send(up);
                recovery.send(up);
                sendStatus(up);
                inbox.await(Duration.ofMillis(200));
            } catch (MqttException | IOException | RuntimeException e) {
                // also catches bugs: the next attempt may succeed; an ended uplink never would
                Throwable cause = e.getCause();
                String reason = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
                LOG.warn("uplink to {}: {}", config.broker(), reason);
                disconnect();
                sleep(pause.next());
            } catch (SQLException e) {
                LOG.warn("can't read the buffer: {}", e.getMessage());
                sleep(BUFFER_RETRY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private void connect() throws MqttException, IOException {
        inFlight.connectionLost();
        recovery.connectionLost();
        link = MqttLink.connect(config, site, status.offline(), inbox::add);
        connected = true;
        connectedAt = System.nanoTime();
        lanes.linkUp();
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

    private void handleArrived(MqttLink up) throws MqttException, SQLException {
        for (Optional<Inbox.Message> next = inbox.poll(); next.isPresent(); next = inbox.poll()) {
            Inbox.Message message = next.get();
            try {
                if (message.topic().equals(Topics.receipt(site))) {
                    receipts.accept(BatchReceipt.decode(message.payload()));
                } else {
                    commands.carryOut(AgentCommand.decode(message.payload()), up);
                    statusAt = 0; // report the change at once
                }
            } catch (Malformed e) {
                LOG.warn("a message on {} can't be read: {}", message.topic(), e.getMessage());
            }
        }
    }

    private void sendStatus(MqttLink up) throws MqttException, SQLException {
        long now = System.nanoTime();
        if (statusAt == 0 || now - statusAt > STATUS_INTERVAL.toNanos()) {
            statusAt = now;
            up.publish(Topics.status(site), status.online(), true, () -> {});
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        inbox.signal();
        thread.join(Duration.ofSeconds(3));
        thread.interrupt();
        MqttLink up = link;
        if (up != null && up.isUp()) {
            up.leave(Topics.status(site), status.offline());
        }
        disconnect();
        recovery.close();
    }
}
