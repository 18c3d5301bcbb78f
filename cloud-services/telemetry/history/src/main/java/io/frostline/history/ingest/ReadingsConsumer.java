package io.frostline.history.ingest;

import io.frostline.platform.sql.SqlState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Stores the records of the readings topic. Offsets live in the database and move in the transaction that stores the records,
 * so each is stored once: a consumer that lost a partition without knowing, and finds records stored by another, passes over
 * those and no others. Records are stored in the order of their partition; none is passed over because storing failed.
 */
@ApplicationScoped
public class ReadingsConsumer {
    private static final Logger LOG = Logger.getLogger(ReadingsConsumer.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final Ingest ingest;
    private final ConsumedOffsets offsets;
    private final Counter readings;
    private final Counter duplicates;
    private final Counter refused;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean failing;

    ReadingsConsumer(Ingest ingest, ConsumedOffsets offsets, MeterRegistry metrics) {
        this.ingest = ingest;
        this.offsets = offsets;
        readings = metrics.counter("frostline.history.readings");
        duplicates = metrics.counter("frostline.history.duplicate.batches");
        refused = metrics.counter("frostline.history.refused.batches");
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    /** Returns whether the last attempt to store succeeded. */
    boolean isHealthy() {
        return !failing;
    }

    /**
     * Returns when the records are stored. Blocks for as long as the database does not answer.
     *
     * @throws IllegalStateException if the process stops meanwhile: the records come again
     */
    @Incoming("history-readings")
    @Blocking
    void store(ConsumerRecords<String, byte[]> polled) throws InterruptedException {
        Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new HashMap<>();
        polled.partitions().forEach(partition -> records.put(partition, polled.records(partition)));
        while (!records.isEmpty()) {
            try {
                storeOnce(records);
                failing = false;
                return;
            } catch (ConsumedOffsets.StoredElsewhere e) {
                LOG.warnf("%s; those records are passed over", e.getMessage());
                passOverStored(records);
            } catch (Exception | Error e) {
                // an error, too: it would end the channel for good
                awaitRetry(e);
            }
        }
    }

    private void awaitRetry(Throwable failure) throws InterruptedException {
        failing = true;
        ingest.forgetNumbers();
        LOG.warn("can't store readings; trying again", failure);
        if (closing.await(RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("stopped before readings could be stored", failure);
        }
    }

    private void passOverStored(Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records)
            throws InterruptedException {
        try {
            Map<TopicPartition, Long> stored = offsets.load(records.keySet());
            records.replaceAll((partition, all) -> all.stream()
                    .filter(each -> each.offset() >= stored.getOrDefault(partition, 0L))
                    .toList());
            records.values().removeIf(List::isEmpty);
        } catch (SQLException e) {
            awaitRetry(e);
        }
    }

    private void storeOnce(Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records) throws SQLException {
        try {
            List<ConsumerRecord<String, byte[]>> all =
                    records.values().stream().flatMap(List::stream).toList();
            count(ingest.apply(all, connection -> offsets.move(connection, moves(records))));
        } catch (SQLException e) {
            if (!SqlState.isValueRefused(e)) {
                throw e;
            }
            LOG.warn("PostgreSQL refuses something of what was read; storing it record by record", e);
            storeOneByOne(records);
        }
    }

    /** Records that are stored leave the given ones: they are not stored again if a later one fails. */
    private void storeOneByOne(Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records) throws SQLException {
        for (Map.Entry<TopicPartition, List<ConsumerRecord<String, byte[]>>> entry : records.entrySet()) {
            while (!entry.getValue().isEmpty()) {
                ConsumerRecord<String, byte[]> record = entry.getValue().getFirst();
                Map<TopicPartition, ConsumedOffsets.Move> move =
                        Map.of(entry.getKey(), new ConsumedOffsets.Move(record.offset(), record.offset() + 1));
                count(ingest.applyOneByOne(record, connection -> offsets.move(connection, move)));
                entry.setValue(entry.getValue().subList(1, entry.getValue().size()));
            }
        }
        records.clear();
    }

    private void count(Ingest.Outcome outcome) {
        readings.increment(outcome.readings());
        duplicates.increment(outcome.duplicates());
        refused.increment(outcome.refused());
    }

    private static Map<TopicPartition, ConsumedOffsets.Move> moves(
            Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records) {
        Map<TopicPartition, ConsumedOffsets.Move> moves = new HashMap<>();
        records.forEach((partition, of) -> moves.put(
                partition,
                new ConsumedOffsets.Move(of.getFirst().offset(), of.getLast().offset() + 1)));
        return moves;
    }
}
