package io.frostline.platform.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Events that a consumer has yet to process in its assigned partitions. */
final class Backlog {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Offset of the first unprocessed event of each partition. */
    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

    private long waiting;
    private int inHand;
    private volatile Optional<Instant> oldest = Optional.empty();

    synchronized void received(ConsumerRecords<String, byte[]> events) {
        oldest = StreamSupport.stream(events.spliterator(), false)
                .map(ConsumerRecord::timestamp)
                .min(Long::compare)
                .map(Instant::ofEpochMilli);
        inHand = events.count();
    }

    synchronized void processed(ConsumerRecords<String, byte[]> events) {
        for (TopicPartition partition : events.partitions()) {
            next.put(partition, events.records(partition).getLast().offset() + 1);
        }
        waiting = Math.max(0, waiting - inHand);
        inHand = 0;
        oldest = Optional.empty();
    }

    /** Counts the waiting events of the assigned partitions. Must be called on the consumer's polling thread. */
    void measure(Consumer<?, ?> consumer) {
        Set<TopicPartition> held = consumer.assignment();
        next.keySet().retainAll(held);
        Map<TopicPartition, Long> ends = consumer.endOffsets(held, TIMEOUT);
        Set<TopicPartition> unknown = new HashSet<>(held);
        unknown.removeAll(next.keySet());
        if (!unknown.isEmpty()) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(unknown, TIMEOUT);
            Map<TopicPartition, Long> begin = consumer.beginningOffsets(unknown, TIMEOUT);
            unknown.forEach(partition -> next.putIfAbsent(
                    partition,
                    Optional.ofNullable(committed.get(partition))
                            .map(OffsetAndMetadata::offset)
                            .orElseGet(() -> begin.getOrDefault(partition, 0L))));
        }
        measured(ends);
    }

    private synchronized void measured(Map<TopicPartition, Long> ends) {
        waiting = 0;
        ends.forEach((partition, end) -> waiting += Math.max(0, end - next.getOrDefault(partition, end)));
    }

    synchronized long events() {
        return Math.max(waiting, inHand);
    }

    double oldestSeconds() {
        return oldest.map(at -> Duration.between(at, Instant.now()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
