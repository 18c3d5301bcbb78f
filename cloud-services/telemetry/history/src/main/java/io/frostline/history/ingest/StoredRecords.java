package io.frostline.history.ingest;

import io.frostline.contract.Topics;
import io.frostline.history.HistoryConfig;
import io.frostline.platform.kafka.KafkaTopics;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Job that has Kafka delete records that history stored some time ago. Nothing else deletes from the readings topic. A record with
 * a receipt is kept there until it is in the database, however long the database is down.
 */
@ApplicationScoped
public class StoredRecords {
    private final KafkaTopics topics;
    private final HistoryConfig config;
    private final ConsumedOffsets offsets;

    StoredRecords(KafkaTopics topics, HistoryConfig config, ConsumedOffsets offsets) {
        this.topics = topics;
        this.config = config;
        this.offsets = offsets;
    }

    public void delete() throws IOException, SQLException {
        try (Admin admin = topics.admin()) {
            Map<TopicPartition, Long> stored = stored(topic(admin));
            Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
            OffsetSpec then = OffsetSpec.forTimestamp(
                    Instant.now().minus(config.topic().kept()).toEpochMilli());
            stored.keySet().forEach(partition -> ask.put(partition, then));
            Map<TopicPartition, RecordsToDelete> old = new HashMap<>();
            admin.listOffsets(ask).all().get().forEach((partition, firstSince) -> {
                long end = stored.getOrDefault(partition, 0L);
                // its offset is negative if all records are older
                long before = firstSince.offset() < 0 ? end : Math.min(end, firstSince.offset());
                old.put(partition, RecordsToDelete.beforeOffset(before));
            });
            admin.deleteRecords(old).all().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the stored offset of each partition; none if the topic is not the one that was read. */
    private Map<TopicPartition, Long> stored(TopicDescription topic) throws SQLException {
        List<TopicPartition> partitions = topic.partitions().stream()
                .map(p -> new TopicPartition(topic.name(), p.partition()))
                .toList();
        Map<TopicPartition, Long> stored = new HashMap<>();
        offsets.load(partitions).forEach((partition, at) -> {
            if (topic.topicId().toString().equals(at.topicId())) {
                stored.put(partition, at.next());
            }
        });
        return stored;
    }

    private static TopicDescription topic(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(Topics.READINGS))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next();
    }
}
