package io.frostline.platform.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Administration of topics. The settings {@code kafka.*} give address and access, e.g. {@code kafka.bootstrap.servers} or {@code
 * KAFKA_SASL_MECHANISM}. These are Kafka's own names, which the messaging channels use as well.
 */
@Singleton
public class KafkaTopics {
    private final Map<String, Object> connection;

    KafkaTopics(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        this.connection = new HashMap<>(connection);
        this.connection.remove("group.id"); // guessed by Quarkus; unknown to the admin client
        this.connection.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    }

    /** Returns a new client, which the caller closes. */
    public Admin admin() {
        return Admin.create(connection);
    }

    /** Creates the topics that do not exist; an existing topic is left unchanged. */
    public void create(List<NewTopic> topics) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            for (NewTopic topic : topics) {
                create(admin, topic);
            }
        }
    }

    /**
     * Returns the id that Kafka assigned to each topic at its creation.
     *
     * @throws IllegalStateException if Kafka does not answer within the timeout, or a topic does not exist
     */
    public Map<String, String> ids(Collection<String> topics, Duration timeout) {
        DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs((int) timeout.toMillis());
        try (Admin admin = admin()) {
            return admin
                    .describeTopics(topics, options)
                    .allTopicNames()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            described -> described.getValue().topicId().toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was asked for the ids of " + topics, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not tell the ids of " + topics + ": " + e, e);
        }
    }

    private static void create(Admin admin, NewTopic topic) throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
