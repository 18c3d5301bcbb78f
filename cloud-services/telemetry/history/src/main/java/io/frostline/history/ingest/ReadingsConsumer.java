package io.frostline.history.ingest;

import io.frostline.platform.sql.SqlState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Consumer that stores the records of the readings topic. Offsets are stored in the database. They move in the transaction that
 * stores the records, and only from the position stored before. So each record is stored once, and none is skipped. After any
 * failure, the records in hand and those buffered in the channel are dropped, and reading continues from the stored offsets.
 */
@ApplicationScoped
public class ReadingsConsumer {
    static final String CHANNEL = "history-readings";

    private static final Logger LOG = Logger.getLogger(ReadingsConsumer.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration SEEK_TIMEOUT = Duration.ofSeconds(30);

    private final Ingest ingest;
    private final ConsumedOffsets offsets;
    private final Positions positions;
    private final KafkaClientService clients;
    private final Counter readings;
    private final Counter duplicates;
    private final Counter refused;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Offset after the last received record, stored or not; used only by the thread that receives records. */
    private final Map<TopicPartition, Long> received = new HashMap<>();

    /** Number of the latest call of {@link #seekToStored}: an earlier call that runs late does nothing. */
    private final AtomicLong seeks = new AtomicLong();

    /** Number of failed stores and missing next records since the last successful store. */
    private volatile int failures;

    private volatile boolean seekFailing;

    ReadingsConsumer(
            Ingest ingest,
            ConsumedOffsets offsets,
            Positions positions,
            KafkaClientService clients,
            MeterRegistry metrics) {
        this.ingest = ingest;
        this.offsets = offsets;
        this.positions = positions;
        this.clients = clients;
        readings = metrics.counter("frostline.history.readings");
        duplicates = metrics.counter("frostline.history.duplicate.batches");
        refused = metrics.counter("frostline.history.refused.batches");
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    /** Returns true if records can be stored, as far as is known. A failure that a single retry cures does not count. */
    boolean isHealthy() {
        return failures <= 1 && !seekFailing;
    }

    /**
     * Stores the records. Returns when they are stored, or when the consumer is back at the stored offsets, so that they come
     * again. Blocks while the database does not answer. Never throws: that would end the channel.
     */
    @Incoming(CHANNEL)
    @Blocking
    void store(ConsumerRecords<String, byte[]> polled) {
        boolean goBack = false;
        try {
            Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> due = new HashMap<>();
            for (TopicPartition partition : polled.partitions()) {
                goBack |= !takeDue(partition, polled.records(partition), due);
            }
            if (!due.isEmpty() && !isClosing()) {
                storeAll(due);
                commit(due);
            }
            if (goBack) {
                failures++;
            } else if (!due.isEmpty()) {
                failures = 0;
            }
        } catch (Exception | Error e) {
            // errors too: one would end the channel for good
            log(e);
            failures++;
            goBack = true;
        }
        while (goBack && !isClosing()) {
            pause();
            goBack = !seekToStored();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Logs the stack trace only for the first failure, not again with each retry. */
    private void log(Throwable failure) {
        String what = "can't store readings; trying again from the stored offsets: " + failure;
        LOG.warn(what, failures == 0 ? failure : null);
    }

    /**
     * Adds the records that must be stored next. Skips stored records, and records behind others that are still to come: after a
     * failure the channel still delivers what it had polled.
     *
     * @return false if records are missing that would not come without a seek
     * @throws IllegalStateException if stored offsets come again because the topic is another
     */
    private boolean takeDue(
            TopicPartition partition,
            List<ConsumerRecord<String, byte[]>> records,
            Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> due)
            throws SQLException {
        long first = records.getFirst().offset();
        Long before = received.put(partition, records.getLast().offset() + 1);
        boolean isContinued = before != null && before == first;
        long next = positions.next(partition).orElse(first);
        if (first > next) {
            if (!isContinued) {
                LOG.warnf("%s: offset %d is to be stored next, Kafka gave %d; going back", partition, next, first);
            }
            return isContinued;
        }
        if (first < next && !isContinued) {
            positions.requireSameTopics(List.of(partition));
        }
        List<ConsumerRecord<String, byte[]>> rest =
                records.stream().filter(each -> each.offset() >= next).toList();
        if (!rest.isEmpty()) {
            due.put(partition, rest);
        }
        return true;
    }

    private void pause() {
        try {
            boolean unused = closing.await(RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debug("interrupted; only the end of the process ends retries", e);
        }
    }

    private boolean seekToStored() {
        long seek = seeks.incrementAndGet();
        try {
            ingest.forgetNumbers();
            KafkaConsumer<?, ?> consumer = clients.getConsumer(CHANNEL);
            consumer.runOnPollingThread(polling -> {
                        try {
                            if (seek == seeks.get()) {
                                positions.seek(polling, polling.assignment());
                            }
                        } catch (SQLException e) {
                            throw new IllegalStateException(e.getMessage(), e);
                        }
                    })
                    .await()
                    .atMost(SEEK_TIMEOUT);
            seekFailing = false;
            return true;
        } catch (RuntimeException e) {
            seekFailing = true;
            LOG.warnf("can't go on from the stored offsets: %s; trying again", e.getMessage());
            return false;
        }
    }

    private void storeAll(Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> due) throws SQLException {
        try {
            List<ConsumerRecord<String, byte[]>> all =
                    due.values().stream().flatMap(List::stream).toList();
            count(ingest.apply(all, connection -> offsets.move(connection, moves(due))));
            due.forEach((partition, records) ->
                    positions.moved(partition, records.getLast().offset() + 1));
        } catch (SQLException e) {
            if (!SqlState.isValueRefused(e)) {
                throw e;
            }
            LOG.warn("PostgreSQL refuses something of what was read; storing it record by record", e);
            storeOneByOne(due);
        }
    }

    private void storeOneByOne(Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> due) throws SQLException {
        for (Map.Entry<TopicPartition, List<ConsumerRecord<String, byte[]>>> entry : due.entrySet()) {
            for (ConsumerRecord<String, byte[]> record : entry.getValue()) {
                Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> one = Map.of(entry.getKey(), List.of(record));
                count(ingest.applyOneByOne(record, connection -> offsets.move(connection, moves(one))));
                positions.moved(entry.getKey(), record.offset() + 1);
            }
        }
    }

    /** Commits the offsets to Kafka, only for those who monitor the lag: reading continues from the offsets in the database. */
    private void commit(Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> stored) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        stored.forEach((partition, records) ->
                next.put(partition, new OffsetAndMetadata(records.getLast().offset() + 1)));
        KafkaConsumer<?, ?> consumer = clients.getConsumer(CHANNEL);
        if (consumer != null) {
            var unused = consumer.commitAsync(next)
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debugf("offsets not committed: %s", failure));
        }
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
