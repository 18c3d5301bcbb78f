package io.frostline.intake;

import io.frostline.contract.Topics;
import io.frostline.platform.kafka.KafkaTopics;
import io.frostline.platform.kafka.RecordEmitter;
import io.frostline.platform.loop.BackgroundLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Producer for the topics that intake writes to, at acks=all. Bytes in flight to Kafka are bounded: above that, sending blocks. */
@ApplicationScoped
class ReadingsTopic {
    static final String LARGEST_RECORD = Integer.toString(Topics.LARGEST_RECORD);
    private static final int MAX_BYTES_UNDER_WAY = 16 << 20;

    /** Approximate heap of a record beside its payload, in bytes: key, headers, and the future that waits for Kafka. */
    private static final int RECORD_OVERHEAD_BYTES = 1 << 10;

    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final KafkaTopics topics;
    private final IntakeConfig config;
    private final RecordEmitter readings;
    private final RecordEmitter refused;
    private final BackgroundLoop creation = new BackgroundLoop("intake-topics", RETRY_PAUSE, this::createTopics);
    private final Semaphore room = new Semaphore(MAX_BYTES_UNDER_WAY);
    private volatile boolean ready;

    ReadingsTopic(
            KafkaTopics topics,
            IntakeConfig config,
            @Channel("intake-readings") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<byte[]> readings,
            @Channel("intake-refused") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<byte[]> refused) {
        this.topics = topics;
        this.config = config;
        this.readings = new RecordEmitter(readings);
        this.refused = new RecordEmitter(refused);
    }

    void start(@Observes StartupEvent event) {
        creation.startAtOnce();
    }

    void stop(@Observes ShutdownEvent event) {
        creation.close();
    }

    private boolean createTopics() throws InterruptedException, ExecutionException {
        if (!ready) {
            topics.create(Stream.of(
                            topic(Topics.READINGS, config.topic().partitions()),
                            topic(Topics.READINGS_DEAD, 1),
                            topic(Topics.READINGS_HISTORY_DEAD, 1))
                    .toList());
            ready = true;
        }
        return false;
    }

    /** Returns a topic without retention by age: that would lose records that have a receipt and are not in history yet. */
    private NewTopic topic(String name, int partitions) {
        Optional<Short> replication =
                config.topic().replication() > 0 ? Optional.of(config.topic().replication()) : Optional.empty();
        return new NewTopic(name, Optional.of(partitions), replication)
                .configs(Map.of("max.message.bytes", LARGEST_RECORD, "retention.ms", "-1"));
    }

    boolean isReady() {
        return ready;
    }

    /** Sends a record. Completes once every in-sync replica has it. Blocks while too many bytes are in flight. */
    CompletableFuture<Void> send(String site, String kind, byte[] payload) {
        return send(readings, site, payload, Map.of(Topics.KIND_HEADER, kind));
    }

    /** Sends a refused message to its dead-letter topic, like {@link #send}; {@code topic} is its MQTT topic. */
    CompletableFuture<Void> bury(String site, String topic, byte[] payload, String reason) {
        return send(refused, site, payload, Map.of(Topics.TOPIC_HEADER, topic, Topics.REASON_HEADER, reason));
    }

    private CompletableFuture<Void> send(
            RecordEmitter channel, String site, byte[] payload, Map<String, String> headers) {
        int bytes = Math.min(payload.length + RECORD_OVERHEAD_BYTES, MAX_BYTES_UNDER_WAY);
        try {
            room.acquire(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(e);
        }
        return channel.send(site, payload, headers).whenComplete((nothing, failure) -> room.release(bytes));
    }
}
