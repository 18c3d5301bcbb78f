package io.frostline.platform.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.kafka.KafkaTopics;
import io.frostline.platform.sql.QueryGauges;
import io.frostline.platform.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Outbox of a service's events: the table {@code outbox} of its schema, the topic they go to, and the relay that publishes them. A
 * service has one subclass, which names the topic and the database.
 */
public abstract class Outbox {
    static final int PARTITIONS = 16;
    /** Pause between batches of events unless one was full: each batch costs a round trip to Kafka and a commit. */
    static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** Upper bound of a payload, below Kafka's limit for a message, so that no event can block those behind it. */
    private static final int MAX_CHARACTERS = 200_000;

    private final Parts parts;
    private final DataSource database;
    private final OutboxRelay relay;
    private final OutboxBell bell;
    private final String topic;

    /** @param channel outgoing channel of the topic */
    protected Outbox(String topic, DataSource database, MutinyEmitter<byte[]> channel, Parts parts) {
        this.topic = topic;
        this.parts = parts;
        this.database = database;
        this.relay = new OutboxRelay(
                database, new EventTopic(topic, parts.topics, parts.config, channel), parts.json, parts.config);
        this.bell = new OutboxBell(topic, database);
    }

    /** Dependencies of every outbox. */
    @Singleton
    public record Parts(
            KafkaTopics topics,
            OutboxConfig config,
            ObjectMapper json,
            MeterRegistry metrics,
            TransactionSynchronizationRegistry transactions) {}

    /**
     * Records an event in the caller's transaction: the event and the change that it reports are committed together or not at all.
     * If the transaction belongs to the connection alone, the relay finds the event at its next poll. The caller holds a lock on
     * the aggregate, because it has changed it: so events of an aggregate are numbered in the order of commits.
     *
     * @throws IllegalArgumentException if the payload is no JSON, or too large for a message
     */
    public void record(Connection connection, String type, String aggregate, Object payload) throws SQLException {
        record(connection, type, Map.of(aggregate, payload));
    }

    /** Records an event in the current transaction, as {@link #record(Connection, String, String, Object)} does. */
    public void record(String type, String aggregate, Object payload) {
        record(type, Map.of(aggregate, payload));
    }

    /** Records an event for each of many aggregates in the current transaction, in one statement. */
    public void record(String type, Map<String, ?> payloads) {
        Sql.run(database, connection -> record(connection, type, payloads));
    }

    /**
     * Records an event for each of many aggregates in the caller's transaction, in one statement.
     *
     * @param payloads by aggregate
     */
    public void record(Connection connection, String type, Map<String, ?> payloads) throws SQLException {
        List<String> aggregates = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        payloads.forEach((aggregate, payload) -> {
            aggregates.add(aggregate);
            bodies.add(body(payload));
        });
        Sql.update(
                connection,
                """
                insert into outbox (id, partition, type, aggregate, payload)
                select e.id::uuid, e.partition, ?, e.aggregate, e.payload::jsonb
                  from unnest(?::text[], ?::int[], ?::text[], ?::text[]) as e (id, partition, aggregate, payload)""",
                type,
                aggregates.stream().map(each -> UUID.randomUUID().toString()).toArray(String[]::new),
                aggregates.stream()
                        .mapToInt(each -> Math.floorMod(each.hashCode(), PARTITIONS))
                        .toArray(),
                aggregates.toArray(String[]::new),
                bodies.toArray(String[]::new));
        if (parts.transactions.getTransactionKey() != null) {
            parts.transactions.registerInterposedSynchronization(new RingOnCommit(bell));
        }
    }

    private String body(Object payload) {
        try {
            String body = parts.json.writeValueAsString(payload);
            if (body.length() > MAX_CHARACTERS) {
                throw new IllegalArgumentException(
                        "an event of " + body.length() + " characters; at most " + MAX_CHARACTERS);
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event's payload must be JSON: " + e.getMessage(), e);
        }
    }

    private record RingOnCommit(OutboxBell bell) implements Synchronization {
        @Override
        public void beforeCompletion() {
            // the outcome is not known yet
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                bell.ring();
            }
        }
    }

    void start(@Observes StartupEvent event) {
        QueryGauges gauges = new QueryGauges(database, parts.metrics);
        gauges.gauge("frostline.outbox.events", "select count(*) from outbox", "topic", topic);
        String oldest = "select coalesce(extract(epoch from now() - min(occurred_at)), 0) from outbox";
        gauges.gauge("frostline.outbox.oldest.seconds", oldest, "topic", topic);
        relay.start();
        bell.start();
    }

    void stop(@Observes ShutdownEvent event) {
        bell.close();
        relay.close();
    }
}
