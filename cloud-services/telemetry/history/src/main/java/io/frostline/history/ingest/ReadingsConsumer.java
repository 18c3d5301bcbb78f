package io.frostline.history.ingest;

import io.frostline.contract.Topics;
import io.frostline.history.HistoryConfig;
import io.frostline.platform.kafka.KafkaClients;
import io.frostline.platform.sql.SqlState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the readings topic into the database. Offsets live in the database and move in the transaction that stores what
 * was read, so a record is applied once: a consumer that lost its partition without knowing finds the offset moved on,
 * stores nothing, and begins again where the database says.
 */
@ApplicationScoped
public class ReadingsConsumer {
    private static final Logger LOG = Logger.getLogger(ReadingsConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaClients kafka;
    private final HistoryConfig config;
    private final Ingest ingest;
    private final ConsumedOffsets offsets;
    private final Counter readings;
    private final Counter duplicates;
    private final Counter refused;
    private volatile boolean stopping;
    private volatile boolean healthy;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    public ReadingsConsumer(
            KafkaClients kafka, HistoryConfig config, Ingest ingest, ConsumedOffsets offsets, MeterRegistry metrics) {
        this.kafka = kafka;
        this.config = config;
        this.ingest = ingest;
        this.offsets = offsets;
        readings = metrics.counter("frostline.history.readings");
        duplicates = metrics.counter("frostline.history.duplicate.batches");
        refused = metrics.counter("frostline.history.refused.batches");
    }

    void start(@Observes StartupEvent event) {
        if (config.consume()) {
            thread = Thread.ofPlatform().name("readings-consumer").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        KafkaConsumer<String, byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        if (thread != null) {
            thread.join(Duration.ofSeconds(20));
        }
    }

    /** Whether the last attempt to read and store went well. */
    public boolean isHealthy() {
        return !config.consume() || healthy;
    }

    private void run() {
        while (!stopping) {
            try (KafkaConsumer<String, byte[]> connected = connect()) {
                consumer = connected;
                connected.subscribe(List.of(Topics.READINGS, Topics.READINGS_DEAD), new FromStoredOffsets(connected));
                while (!stopping) {
                    ConsumerRecords<String, byte[]> records = connected.poll(POLL);
                    store(records);
                    if (!records.isEmpty()) {
                        connected.commitAsync(); // for those who watch the lag; where to go on, the database says
                    }
                }
            } catch (WakeupException e) {
                LOG.debug("stopping");
            } catch (Exception | OutOfMemoryError e) {
                healthy = false;
                ingest.forgetNumbers();
                LOG.warn("can't store readings; trying again from the stored offsets", e);
                pause();
            }
        }
    }

    private void store(ConsumerRecords<String, byte[]> records) throws SQLException {
        if (!records.isEmpty()) {
            try {
                Map<TopicPartition, ConsumedOffsets.Move> moves = moves(records);
                count(ingest.apply(records, connection -> offsets.move(connection, moves)));
            } catch (SQLException e) {
                if (!SqlState.isValueRefused(e)) {
                    throw e;
                }
                LOG.warn("PostgreSQL refuses something of what was read; storing it record by record", e);
                for (ConsumerRecord<String, byte[]> record : records) {
                    Map<TopicPartition, ConsumedOffsets.Move> move = Map.of(
                            new TopicPartition(record.topic(), record.partition()),
                            new ConsumedOffsets.Move(record.offset(), record.offset() + 1));
                    count(ingest.applyApart(record, connection -> offsets.move(connection, move)));
                }
            }
        }
        healthy = true;
    }

    private void count(Ingest.Outcome outcome) {
        readings.increment(outcome.readings());
        duplicates.increment(outcome.duplicates());
        refused.increment(outcome.refused());
    }

    private static Map<TopicPartition, ConsumedOffsets.Move> moves(ConsumerRecords<String, byte[]> records) {
        Map<TopicPartition, ConsumedOffsets.Move> moves = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<String, byte[]>> of = records.records(partition);
            moves.put(
                    partition,
                    new ConsumedOffsets.Move(
                            of.getFirst().offset(), of.getLast().offset() + 1));
        }
        return moves;
    }

    private KafkaConsumer<String, byte[]> connect() {
        return kafka.consumer(Map.of(
                "group.id", config.group(),
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                // a plain reading is a record: the bytes of a fetch bound a poll
                "max.poll.records", "50000",
                // waiting for more makes fewer and larger transactions when it is quiet
                "fetch.min.bytes", "262144",
                "fetch.max.wait.ms", "250",
                "fetch.max.bytes", "8388608",
                "max.partition.fetch.bytes", "4194304",
                "session.timeout.ms", "10000"));
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    private final class FromStoredOffsets implements ConsumerRebalanceListener {
        private final KafkaConsumer<String, byte[]> assigned;

        private FromStoredOffsets(KafkaConsumer<String, byte[]> assigned) {
            this.assigned = assigned;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // nothing is held between polls
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> begins = assigned.beginningOffsets(partitions);
            Map<TopicPartition, Long> stored = offsets.load(partitions);
            partitions.forEach(p -> assigned.seek(p, stored.getOrDefault(p, begins.getOrDefault(p, 0L))));
        }
    }
}
