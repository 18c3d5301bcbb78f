package io.frostline.platform.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.kafka.KafkaClients;
import io.frostline.platform.loop.Backoff;
import io.frostline.platform.web.DeadLetterBook;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/**
 * Consumes a topic of events so that each has its effect once, whatever is delivered again and whoever is killed: a service
 * has one subclass for each topic, which names the topic, the database and the handler. The schema has the tables of {@code
 * db/inbox}. Instances of one name share the topic's partitions.
 *
 * <ul>
 *   <li>The effect and the event's row in the inbox are one transaction; the offset is committed after it.
 *   <li>An event whose effect fails for a reason that lies with it becomes a dead letter: a row, in the consumer's database,
 *       that is committed before the offset moves on, and a copy with its reason in {@code <topic>.<name>.dead}. It stops
 *       nobody, also not what comes later with its own key. Replaying runs the handler again, through the inbox.
 *   <li>Where the database or Kafka does not answer, nothing is skipped: it is tried again, with growing pauses.
 * </ul>
 */
public abstract class EventConsumer implements DeadLetterBook {
    private static final Duration TIDY = Duration.ofHours(1);

    private final String topic;
    private final String name;
    private final DataSource database;
    private final Parts parts;
    private final Inbox inbox;
    private final DeadLetters letters;
    private final Counter died;
    private final Delivery<?> delivery;
    private final Backlog backlog = new Backlog();
    private final PollLoop loop;
    private Instant tidied = Instant.EPOCH;

    protected EventConsumer(String topic, String name, DataSource database, EventHandler<?> handler, Parts parts) {
        this.topic = topic;
        this.name = name;
        this.database = database;
        this.parts = parts;
        this.inbox = new Inbox(name);
        this.letters = new DeadLetters(name, parts.topic(topic + "." + name + ".dead"));
        this.died = parts.metrics.counter("frostline.dead.letters", "topic", topic, "consumer", name);
        this.delivery = new Delivery<>(database, inbox, handler, parts.json, letters, died);
        this.loop = new PollLoop(
                parts.topic(topic),
                "frostline-" + name,
                parts.kafka,
                new Backoff(parts.config.firstPause(), parts.config.longestPause()),
                backlog,
                this::turn);
    }

    /** What every consumer is made of. */
    @Singleton
    public static class Parts {
        private final InboxConfig config;
        private final KafkaClients kafka;
        private final OutboxConfig topics;
        private final ObjectMapper json;
        private final MeterRegistry metrics;

        public Parts(
                InboxConfig config, KafkaClients kafka, OutboxConfig topics, ObjectMapper json, MeterRegistry metrics) {
            this.config = config;
            this.kafka = kafka;
            this.topics = topics;
            this.json = json;
            this.metrics = metrics;
        }

        private EventTopic topic(String name) {
            return new EventTopic(name, kafka, topics);
        }
    }

    void start(@Observes StartupEvent event) {
        InboxMetrics.watch(parts.metrics, topic, name, this);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.close();
        letters.close();
    }

    private void turn(ConsumerRecords<String, byte[]> messages)
            throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        if (!messages.isEmpty()) {
            delivery.deliver(messages);
        }
        letters.copyAll(database);
        if (tidied.plus(TIDY).isBefore(Instant.now())) {
            Transactions.run(database, c -> inbox.forget(c, parts.config.remember()));
            tidied = Instant.now();
        }
    }

    /** Whether what was consumed last had its effect, or is a dead letter. */
    public boolean isHealthy() {
        return loop.isHealthy();
    }

    /**
     * In the caller's transaction: makes a dead letter of work that the consumer took on and had to give up.
     *
     * @param again the event that takes the work up again: replaying hands it to the handler, once
     * @param key by which {@link #resolve} finds it
     */
    public void giveUp(Connection connection, String key, Event again, String reason) throws SQLException {
        byte[] payload = parts.json.valueToTree(again).toString().getBytes(StandardCharsets.UTF_8);
        UUID id = UUID.nameUUIDFromBytes((name + "/" + again.id()).getBytes(StandardCharsets.UTF_8));
        if (letters.keep(connection, new DeadLetter(id, name, topic, null, null, key, payload, reason, null, null))) {
            died.increment();
        }
    }

    /** In the caller's transaction: the work that was given up under this key has been taken up otherwise. */
    public void resolve(Connection connection, String key) throws SQLException {
        letters.replayed(connection, key);
    }

    String name() {
        return name;
    }

    Backlog backlog() {
        return backlog;
    }

    @Override
    public List<Letter> openLetters(int limit) throws SQLException {
        return Transactions.run(database, c -> letters.open(c, limit)).stream()
                .map(DeadLetter::shown)
                .toList();
    }

    @Override
    public @Nullable Letter letter(UUID id) throws SQLException {
        return Transactions.run(database, c -> letters.lock(c, id))
                .map(DeadLetter::shown)
                .orElse(null);
    }

    @Override
    public Replay replay(UUID id) throws SQLException {
        return delivery.replay(id);
    }

    @Override
    public boolean discard(UUID id) throws SQLException {
        return Transactions.run(database, c -> letters.discard(c, id));
    }

    /** NaN where the database does not answer. */
    double openDeadLetters() {
        try {
            return Transactions.run(database, letters::countOpen);
        } catch (SQLException e) {
            return Double.NaN;
        }
    }
}
