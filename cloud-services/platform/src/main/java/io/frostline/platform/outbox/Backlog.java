package io.frostline.platform.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** What a consumer has yet to process, of the partitions that it holds, as of its last poll. */
final class Backlog {
    private volatile long behind;
    private volatile int inHand;
    private volatile Optional<Instant> oldest = Optional.empty();

    void polled(KafkaConsumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> messages) {
        behind = consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
        inHand = messages.count();
        oldest = StreamSupport.stream(messages.spliterator(), false)
                .map(ConsumerRecord::timestamp)
                .min(Long::compare)
                .map(Instant::ofEpochMilli);
    }

    void processed() {
        inHand = 0;
        oldest = Optional.empty();
    }

    long events() {
        return behind + inHand;
    }

    double oldestSeconds() {
        return oldest.map(at -> Duration.between(at, Instant.now()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
