package io.frostline.platform.outbox;

import io.frostline.platform.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** A topic of events; made, with a producer for it, when it is first needed and Kafka answers. Serves one thread. */
final class EventTopic implements AutoCloseable {
    private final String name;
    private final KafkaClients kafka;
    private final OutboxConfig config;
    private @Nullable KafkaProducer<String, byte[]> producer;

    EventTopic(String name, KafkaClients kafka, OutboxConfig config) {
        this.name = name;
        this.kafka = kafka;
        this.config = config;
    }

    String name() {
        return name;
    }

    KafkaProducer<String, byte[]> producer() throws InterruptedException, ExecutionException {
        KafkaProducer<String, byte[]> made = producer;
        if (made == null) {
            make();
            made = kafka.producer(Map.of(
                    "acks", "all",
                    "enable.idempotence", "true",
                    "linger.ms", "0",
                    "delivery.timeout.ms", "20000",
                    "request.timeout.ms", "10000",
                    "max.block.ms", "10000"));
            producer = made;
        }
        return made;
    }

    /** Makes the topic, unless it is there. */
    void make() throws InterruptedException, ExecutionException {
        try (Admin admin = kafka.admin(Map.of("request.timeout.ms", "10000"))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(config.topicPartitions()), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
