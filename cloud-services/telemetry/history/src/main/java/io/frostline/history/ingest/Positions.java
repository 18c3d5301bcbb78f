package io.frostline.history.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Where each assigned partition goes on: after the last record that the database has. */
@ApplicationScoped
class Positions {
    private static final Logger LOG = Logger.getLogger(Positions.class);

    private final ConsumedOffsets offsets;
    private final Counter lost;
    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

    Positions(ConsumedOffsets offsets, MeterRegistry metrics) {
        this.offsets = offsets;
        this.lost = metrics.counter("frostline.history.lost.records");
    }

    /** Returns the offset of the record that has to be stored next, if that is known. */
    Optional<Long> next(TopicPartition partition) {
        return Optional.ofNullable(next.get(partition));
    }

    void moved(TopicPartition partition, long to) {
        next.put(partition, to);
    }

    /**
     * Seeks partitions to where the database has read them, or to where they begin if that is later: records in between are lost,
     * and counted in {@code frostline_history_lost_records_total}. Called by the consumer's own thread.
     *
     * @throws IllegalStateException where Kafka ends before what the database has: records that come there now would count as
     *     stored
     */
    void seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) throws SQLException {
        Map<TopicPartition, Long> stored = offsets.load(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long at = stored.getOrDefault(partition, begin);
            long end = ends.getOrDefault(partition, 0L);
            if (at > end) {
                throw new IllegalStateException(
                        "%s ends at offset %d in Kafka, before offset %d that is stored: the topic was"
                                        .formatted(partition, end, at)
                                + " made anew or has lost records; delete the partition's row in history.consumed to read what it has");
            }
            if (at < begin) {
                LOG.errorf(
                        "%s begins at offset %d: records from %d on are gone and were never stored",
                        partition, begin, at);
                offsets.passOver(partition, at, begin);
                lost.increment(begin - at);
            }
            next.put(partition, Math.max(at, begin));
            consumer.seek(partition, Math.max(at, begin));
        }
    }
}
