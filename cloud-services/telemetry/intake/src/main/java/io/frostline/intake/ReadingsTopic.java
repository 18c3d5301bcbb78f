package io.frostline.intake;

import io.frostline.contract.Topics;
import io.frostline.platform.kafka.KafkaClients;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Kafka, seen from intake: what is done here is done at acks=all. */
@ApplicationScoped
class ReadingsTopic {
    private static final Logger LOG = Logger.getLogger(ReadingsTopic.class);
    private static final String NEVER = Integer.toString(Integer.MAX_VALUE);

    private static final String LARGEST = Integer.toString(Topics.LARGEST_RECORD);

    private final KafkaClients kafka;
    private final IntakeConfig config;
    private final KafkaProducer<String, byte[]> producer;
    private volatile boolean ready;
    private volatile boolean closing;

    ReadingsTopic(KafkaClients kafka, IntakeConfig config) {
        this.kafka = kafka;
        this.config = config;
        producer = kafka.producer(Map.of(
                "acks",
                "all",
                "enable.idempotence",
                "true",
                "linger.ms",
                "2",
                "max.request.size",
                LARGEST,
                // no giving up: what is under way is bounded by the MQTT receive maximum
                "delivery.timeout.ms",
                NEVER,
                "max.block.ms",
                NEVER));
    }

    void makeTopics(@Observes StartupEvent event) {
        Thread.ofVirtual().name("make-topics").start(() -> {
            while (!ready && !closing) {
                try (Admin admin = kafka.admin(Map.of())) {
                    make(admin);
                    ready = true;
                } catch (ExecutionException | RuntimeException e) {
                    LOG.warnf("can't make the topics yet: %s", e.getMessage());
                    pause();
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    private void make(Admin admin) throws InterruptedException, ExecutionException {
        Optional<Short> replication =
                config.topic().replication() > 0 ? Optional.of(config.topic().replication()) : Optional.empty();
        // an age at which Kafka deletes would lose what has a receipt and was not read yet; history deletes what it has
        // stored
        UnaryOperator<NewTopic> large =
                topic -> topic.configs(Map.of("max.message.bytes", LARGEST, "retention.ms", "-1"));
        List<NewTopic> topics = Stream.of(
                        new NewTopic(Topics.READINGS, Optional.of(config.topic().partitions()), replication),
                        new NewTopic(Topics.READINGS_DEAD, Optional.of(1), replication),
                        new NewTopic(Topics.READINGS_HISTORY_DEAD, Optional.of(1), replication))
                .map(large)
                .toList();
        for (NewTopic topic : topics) {
            try {
                admin.createTopics(List.of(topic)).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isReady() {
        return ready;
    }

    /** Completes once every in-sync replica has it. Blocks while Kafka can't be reached. */
    CompletableFuture<Void> send(String site, String kind, byte[] payload) {
        return send(new ProducerRecord<>(Topics.READINGS, site, payload), Topics.KIND_HEADER, kind);
    }

    /** @param topic of MQTT from which it came */
    CompletableFuture<Void> bury(String site, String topic, byte[] payload, String reason) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(Topics.READINGS_DEAD, site, payload);
        record.headers().add(Topics.TOPIC_HEADER, topic.getBytes(StandardCharsets.UTF_8));
        return send(record, Topics.REASON_HEADER, reason);
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record, String header, String value) {
        record.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Void> durable = new CompletableFuture<>();
        var unused = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                durable.complete(null);
            } else {
                durable.completeExceptionally(failure);
            }
        });
        return durable;
    }

    @PreDestroy
    void close() {
        closing = true;
        producer.close(Duration.ofSeconds(5));
    }
}
