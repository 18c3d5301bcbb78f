package io.frostline.platform.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes clients of Kafka, which know where it is and how it is reached from the settings {@code kafka.*}, e.g. {@code
 * kafka.bootstrap.servers} or {@code KAFKA_SASL_MECHANISM}: Kafka's own names. Whoever asks for a client closes it.
 */
@Singleton
public class KafkaClients {
    private final Map<String, Object> connection;

    KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        this.connection = connection;
    }

    /** @param settings beside those of the connection; they come first */
    public KafkaProducer<String, byte[]> producer(Map<String, ?> settings) {
        return new KafkaProducer<>(with(settings), new StringSerializer(), new ByteArraySerializer());
    }

    /** @param settings as of {@link #producer} */
    public KafkaConsumer<String, byte[]> consumer(Map<String, ?> settings) {
        return new KafkaConsumer<>(with(settings), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** @param settings as of {@link #producer} */
    public Admin admin(Map<String, ?> settings) {
        return Admin.create(with(settings));
    }

    private Map<String, Object> with(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(connection);
        all.remove("group.id"); // Quarkus' guess
        all.putAll(settings);
        return all;
    }
}
