package io.frostline.platform.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.kafka.KafkaTopics;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.loop.Backoff;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.DeadLetterBook;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Consumes a topic of events so that each has its effect once, whatever is delivered again and whoever is killed: a service
 * has one subclass for each topic, which names the topic, the database and the handler, and hands the records of its channel
 * to {@link #process}. The schema has the tables of {@code db/inbox}. Instances of one name share the topic's partitions.
 *
 * <ul>
 *   <li>The effect and the event's row in the inbox are one transaction; the offset is committed after it.
 *   <li>An event whose effect fails for a reason that lies with it becomes a dead letter: a row, in the consumer's database,
 *       that is committed before the offset moves on, and a copy with its reason in {@code <topic>.<name>.dead}. It stops
 *       nobody, also not what comes later with its own key. Replaying runs the handler again, through the inbox.
 *   <li>Where the database does not answer, nothing is skipped: it is tried again, with growing pauses.
 * </ul>
 */
public abstract class EventConsumer implements DeadLetterBook {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration UPKEEP_PAUSE = Duration.ofSeconds(1);
    private static final Duration POLLING_THREAD_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final String channel;
    private final String topic;
    private final String name;
    private final DataSource database;
    private final Parts parts;
    private final Inbox inbox;
    private final DeadLetters letters;
    private final Counter died;
    private final Delivery<?> delivery;
    private final Backoff backoff;
    private final Backlog backlog = new Backlog();
    private final BackgroundLoop upkeep;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile int failures;
    private boolean topicExists;
    private Instant forgotten = Instant.EPOCH;

    /**
     * @param channel incoming channel of the topic; {@code channel-dead} is the outgoing one of its dead letters
     * @param name of the consumer in inbox, dead letters and metrics
     */
    protected EventConsumer(
            String channel,
            String topic,
            String name,
            DataSource database,
            EventHandler<?> handler,
            MutinyEmitter<byte[]> dead,
            Parts parts) {
        this.channel = channel;
        this.topic = topic;
        this.name = name;
        this.database = database;
        this.parts = parts;
        this.inbox = new Inbox(name);
        this.letters =
                new DeadLetters(name, new EventTopic(topic + "." + name + ".dead", parts.topics, parts.outbox, dead));
        this.died = parts.metrics.counter("frostline.dead.letters", "topic", topic, "consumer", name);
        this.delivery = new Delivery<>(database, inbox, handler, parts.json, letters, died);
        this.backoff = new Backoff(parts.config.firstPause(), parts.config.longestPause());
        this.upkeep = new BackgroundLoop("events-" + channel, UPKEEP_PAUSE, this::upkeep);
    }

    /** What every consumer is made of. */
    @Singleton
    public static class Parts {
        private final InboxConfig config;
        private final KafkaTopics topics;
        private final KafkaClientService clients;
        private final OutboxConfig outbox;
        private final ObjectMapper json;
        private final MeterRegistry metrics;

        public Parts(
                InboxConfig config,
                KafkaTopics topics,
                KafkaClientService clients,
                OutboxConfig outbox,
                ObjectMapper json,
                MeterRegistry metrics) {
            this.config = config;
            this.topics = topics;
            this.clients = clients;
            this.outbox = outbox;
            this.json = json;
            this.metrics = metrics;
        }
    }

    void start(@Observes StartupEvent event) {
        InboxMetrics.watch(parts.metrics, topic, name, this);
        upkeep.startAtOnce();
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
        upkeep.close();
    }

    /**
     * Returns when each event has had its effect, had it before, has none here, or is a dead letter. Blocks for as long as the
     * database does not answer. Never throws, which would end the channel. Where the process stops meanwhile it returns, and the
     * events come again, since their offsets are not committed.
     */
    protected void process(ConsumerRecords<String, byte[]> events) {
        backlog.received(events);
        while (!isClosing()) {
            try {
                delivery.deliver(events);
                failures = 0;
                backlog.processed(events);
                commit(events);
                return;
            } catch (Exception | Error e) {
                awaitRetry(e);
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void awaitRetry(Throwable failure) {
        failures++;
        Duration pause = backoff.after(failures);
        LOG.warnf("%s: %s; next attempt in %d ms", channel, failure, pause.toMillis());
        try {
            boolean unused = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debugf(e, "%s: interrupted; only the end of the process ends retries", channel);
        }
    }

    /**
     * Commits the offsets of partitions that this consumer still has: of one that another has taken over, it would set the group
     * back. Where it fails, the events come again when their partition is assigned anew.
     */
    private void commit(ConsumerRecords<String, byte[]> events) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        events.partitions()
                .forEach(partition -> offsets.put(
                        partition,
                        new OffsetAndMetadata(
                                events.records(partition).getLast().offset() + 1)));
        var unused = parts.clients
                .getConsumer(channel)
                .runOnPollingThread(polling -> {
                    offsets.keySet().retainAll(polling.assignment());
                    polling.commitAsync(offsets, (committed, failure) -> logUncommitted(failure));
                })
                .subscribe()
                .with(done -> {}, this::logUncommitted);
    }

    private void logUncommitted(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.debugf("%s: offsets not committed: %s", channel, failure);
        }
    }

    private boolean upkeep() throws Exception {
        if (!topicExists) {
            EventTopic.create(topic, parts.topics, parts.outbox);
            topicExists = true;
        }
        if (forgotten.plus(FORGET_EVERY).isBefore(Instant.now())) {
            Transactions.run(database, c -> inbox.forget(c, parts.config.remember()));
            forgotten = Instant.now();
        }
        parts.clients
                .getConsumer(channel)
                .runOnPollingThread(backlog::measure)
                .await()
                .atMost(POLLING_THREAD_TIMEOUT);
        letters.copyAll(database);
        return false;
    }

    /** Returns whether what was consumed last had its effect, or is a dead letter, and copies of dead letters are sent. */
    public boolean isHealthy() {
        return failures == 0 && upkeep.isHealthy();
    }

    /**
     * Makes a dead letter, in the transaction under way, of work that the consumer took on and had to give up.
     *
     * @param again the event that takes the work up again: replaying hands it to the handler, once
     * @param key by which {@link #resolve} finds it
     */
    public void giveUp(String key, Event again, String reason) {
        byte[] payload = parts.json.valueToTree(again).toString().getBytes(StandardCharsets.UTF_8);
        UUID id = UUID.nameUUIDFromBytes((name + "/" + again.id()).getBytes(StandardCharsets.UTF_8));
        DeadLetter letter = new DeadLetter(id, name, topic, null, null, key, payload, reason, null, null);
        if (Sql.in(database, c -> letters.keep(c, letter))) {
            died.increment();
        }
    }

    /** Notes, in the transaction under way, that the work that was given up under this key has been taken up otherwise. */
    public void resolve(String key) {
        Sql.run(database, c -> letters.replayed(c, key));
    }

    String name() {
        return name;
    }

    Backlog backlog() {
        return backlog;
    }

    @Override
    public List<Letter> openLetters(int limit) {
        return Transactions.run(database, c -> letters.open(c, limit)).stream()
                .map(DeadLetter::shown)
                .toList();
    }

    @Override
    public @Nullable Letter letter(UUID id) {
        return Transactions.run(database, c -> letters.lock(c, id))
                .map(DeadLetter::shown)
                .orElse(null);
    }

    @Override
    public Replay replay(UUID id) {
        return delivery.replay(id);
    }

    @Override
    public boolean discard(UUID id) {
        return Transactions.run(database, c -> letters.discard(c, id));
    }

    /** NaN where the database does not answer. */
    double openDeadLetters() {
        try {
            return Transactions.run(database, letters::countOpen);
        } catch (RuntimeException e) {
            return Double.NaN;
        }
    }
}
