package io.frostline.history.ingest;

import static java.util.Objects.requireNonNull;

import io.frostline.platform.kafka.KafkaTopics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Positions at which the assigned partitions continue: after the last record that the database has. */
@ApplicationScoped
class Positions {
    private static final Logger LOG = Logger.getLogger(Positions.class);

    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(8);
    private static final String REMEDY =
            "the topic was made anew or has lost records; delete the partition's row in history.consumed to read what it has";

    private final ConsumedOffsets offsets;
    private final KafkaTopics topics;
    private final Counter lost;
    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

    Positions(ConsumedOffsets offsets, KafkaTopics topics, MeterRegistry metrics) {
        this.offsets = offsets;
        this.topics = topics;
        this.lost = metrics.counter("frostline.history.lost.records");
    }

    /** Returns the offset of the record that must be stored next, if that is known. */
    Optional<Long> next(TopicPartition partition) {
        return Optional.ofNullable(next.get(partition));
    }

    void moved(TopicPartition partition, long to) {
        next.put(partition, to);
    }

    /**
     * Seeks partitions to their stored offsets, or to where they begin if that is later. Records in between are lost, and counted
     * in {@code frostline_history_lost_records_total}. Called by the consumer's own thread.
     *
     * @throws IllegalStateException if the topic is not the one that was read, or ends before the stored offset: new records there
     *     would count as stored
     */
    void seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) throws SQLException {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, KAFKA_TIMEOUT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, KAFKA_TIMEOUT);
        Map<String, String> ids = topicIds(partitions);
        offsets.begin(begins, ids);
        Map<TopicPartition, ConsumedOffsets.Stored> stored = offsets.load(partitions);
        requireSame(ids, stored);
        for (TopicPartition partition : partitions) {
            long begin = requireNonNull(begins.get(partition));
            long at = requireNonNull(stored.get(partition)).next();
            long end = requireNonNull(ends.get(partition));
            if (at > end) {
                throw new IllegalStateException("%s ends at offset %d in Kafka, before offset %d that is stored: %s"
                        .formatted(partition, end, at, REMEDY));
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

    /** Checks that Kafka still has the topics that were read, like {@link #seek} does. */
    void requireSameTopics(Collection<TopicPartition> partitions) throws SQLException {
        requireSame(topicIds(partitions), offsets.load(partitions));
    }

    private Map<String, String> topicIds(Collection<TopicPartition> partitions) {
        return topics.ids(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()), KAFKA_TIMEOUT);
    }

    private static void requireSame(Map<String, String> ids, Map<TopicPartition, ConsumedOffsets.Stored> stored) {
        stored.forEach((partition, at) -> {
            String id = ids.get(partition.topic());
            if (!Objects.equals(at.topicId(), id)) {
                throw new IllegalStateException("the topic of %s has id %s in Kafka, the one that was read has %s: %s"
                        .formatted(partition, id, at.topicId(), REMEDY));
            }
        });
    }
}
