package io.frostline.platform.outbox;

import io.frostline.platform.kafka.KafkaTopics;
import io.frostline.platform.kafka.RecordEmitter;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;

/** Topic that a channel sends to; it is created before its first record. Not thread-safe. */
final class EventTopic {
    private final String name;
    private final KafkaTopics topics;
    private final OutboxConfig config;
    private final RecordEmitter records;
    private boolean created;

    EventTopic(String name, KafkaTopics topics, OutboxConfig config, MutinyEmitter<byte[]> channel) {
        this.name = name;
        this.topics = topics;
        this.config = config;
        this.records = new RecordEmitter(channel);
    }

    String name() {
        return name;
    }

    void sendInOrder(List<RecordEmitter.Outgoing> outgoing, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!created) {
            create(name, topics, config);
            created = true;
        }
        records.sendInOrder(outgoing, timeout);
    }

    static void create(String name, KafkaTopics topics, OutboxConfig config)
            throws InterruptedException, ExecutionException {
        topics.create(List.of(new NewTopic(name, Optional.of(config.topicPartitions()), Optional.empty())));
    }
}
