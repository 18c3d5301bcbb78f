package io.frostline.history.ingest;

import io.frostline.contract.Topics;
import io.frostline.platform.kafka.KafkaClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What history could not apply, with the reason, in a topic of its own. */
@ApplicationScoped
class DeadLetters {
    record Letter(String site, byte[] payload, String reason) {}

    private final KafkaClients kafka;
    private final Counter counter;
    private @Nullable KafkaProducer<String, byte[]> producer;

    DeadLetters(KafkaClients kafka, MeterRegistry metrics) {
        this.kafka = kafka;
        counter = metrics.counter("frostline.history.dead.letters");
    }

    /** Returns when all of them are durable. */
    synchronized void send(List<Letter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        if (producer == null) {
            producer = kafka.producer(Map.of("acks", "all", "max.request.size", Topics.LARGEST_RECORD));
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Letter letter : letters) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topics.READINGS_HISTORY_DEAD, letter.site(), letter.payload());
            record.headers().add(Topics.REASON_HEADER, letter.reason().getBytes(StandardCharsets.UTF_8));
            sent.add(producer.send(record));
        }
        try {
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while dead letters were sent", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("dead letters could not be sent", e);
        }
        counter.increment(letters.size());
    }

    @PreDestroy
    void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
