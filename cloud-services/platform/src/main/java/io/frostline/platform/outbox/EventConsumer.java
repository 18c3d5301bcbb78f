package io.frostline.platform.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.kafka.KafkaTopics;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.loop.Backoff;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.DeadLetterBook;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
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
 * Consumer of a topic of events, in which each event has its effect once, despite duplicate deliveries and kills. A service has one
 * subclass per topic, which names the topic, the database and the handler, and passes the records of its channel to {@link
 * #process}. The schema has the tables of {@code db/inbox}. Instances with the same name share the topic's partitions.
 *
 * <ul>
 *   <li>The effect and the event's inbox row are one transaction; the offset is committed after it.
 *   <li>An event whose effect fails for a reason that lies with it becomes a dead letter: a row, in the consumer's database, that
 *       is committed before the offset advances, and a copy with its reason in {@code <topic>.<name>.dead}. It blocks no other
 *       event, not even later ones of its own key. A replay runs the handler again, through the inbox.
 *   <li>While the database does not answer, nothing is skipped: the consumer retries with backoff.
 * </ul>
 */
public abstract class EventConsumer implements DeadLetterBook {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration UPKEEP_PAUSE = Duration.ofSeconds(1);
    private static final Duration POLLING_THREAD_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

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
     * Creates a consumer that starts with the application.
     *
     * @param channel incoming channel of the topic; {@code channel-dead} is the outgoing channel of its dead letters
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
        this.delivery = new Delivery<>(database, inbox, new EventReader<>(parts.json, handler), letters, died);
        this.backoff = new Backoff(parts.config.firstPause(), parts.config.longestPause());
        this.upkeep = new BackgroundLoop("events-" + channel, UPKEEP_PAUSE, this::upkeep);
    }

    /** Dependencies of every consumer. */
    @Singleton
    public record Parts(
            InboxConfig config,
            KafkaTopics topics,
            KafkaClientService clients,
            OutboxConfig outbox,
            ObjectMapper json,
            MeterRegistry metrics) {}

    /** Registers the lag of the partitions assigned to this instance, and the dead letters, which need an operator. */
    void start(@Observes StartupEvent event) {
        Tags tags = Tags.of("topic", topic, "consumer", name);
        parts.metrics.gauge("frostline.inbox.lag.events", tags, backlog, Backlog::events);
        parts.metrics.gauge("frostline.inbox.oldest.seconds", tags, backlog, Backlog::oldestSeconds);
        parts.metrics.gauge("frostline.dead.letters.open", tags, this, EventConsumer::openDeadLetters);
        upkeep.startAtOnce();
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
        upkeep.close();
    }

    /**
     * Processes events, and returns when each has had its effect, had it before, has none here, or is a dead letter. Blocks while
     * the database does not answer. Never throws, because that would end the channel. If the process stops meanwhile, it returns;
     * the events are delivered again, since their offsets are not committed.
     */
    protected void process(ConsumerRecords<String, byte[]> events) {
        backlog.received(events);
        while (closing.getCount() > 0) {
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
     * Commits the offsets of partitions that are still assigned to this consumer: for a partition that another has taken over, it
     * would set the group back. If the commit fails, the events are delivered again after the next assignment of their partition.
     */
    private void commit(ConsumerRecords<String, byte[]> events) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : events.partitions()) {
            long next = events.records(partition).getLast().offset() + 1;
            offsets.put(partition, new OffsetAndMetadata(next));
        }
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
        if (forgotten.plus(CLEANUP_INTERVAL).isBefore(Instant.now())) {
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

    /** Returns whether the last events had their effect or are dead letters, and copies of dead letters are sent. */
    public boolean isHealthy() {
        return failures == 0 && upkeep.isHealthy();
    }

    /**
     * Stores a dead letter, in the current transaction, for work that the consumer accepted and had to give up.
     *
     * @param key by which {@link #resolve} finds the letter
     * @param type of the event that starts the work again: a replay passes it to the handler, once
     * @param again payload of that event
     */
    public void giveUp(String key, String type, UUID about, Object again, String reason) {
        Event event = new Event(
                UUID.randomUUID().toString(), type, Instant.now(), about.toString(), parts.json.valueToTree(again));
        byte[] payload = parts.json.valueToTree(event).toString().getBytes(StandardCharsets.UTF_8);
        UUID id = UUID.nameUUIDFromBytes((name + "/" + event.id()).getBytes(StandardCharsets.UTF_8));
        DeadLetter letter = new DeadLetter(id, name, topic, null, null, key, payload, reason, null, null);
        if (Sql.in(database, c -> letters.keep(c, letter))) {
            died.increment();
        }
    }

    /** Marks dead letters of a key as replayed, in the current transaction, because their work was done otherwise. */
    public void resolve(String key) {
        Sql.run(database, c -> letters.replayed(c, key));
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

    /** Returns NaN if the database does not answer. */
    private double openDeadLetters() {
        try {
            return Transactions.run(database, letters::countOpen);
        } catch (RuntimeException e) {
            return Double.NaN;
        }
    }
}
