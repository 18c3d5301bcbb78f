package io.frostline.history.ingest;

import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Repository of each partition's next offset, stored with its readings. */
@ApplicationScoped
class ConsumedOffsets {
    /** Move of an offset over the stored records from {@code first} up to, not including, {@code next}. */
    record Move(long first, long next) {}

    /**
     * Stored position of a partition.
     *
     * @param next offset after the last stored record
     * @param topicId Kafka's id of the topic; null for a row without it, until {@link #begin} fills it in
     */
    record Stored(long next, @Nullable String topicId) {}

    private final Database database;

    ConsumedOffsets(Database database) {
        this.database = database;
    }

    /** Stores the first offsets of partitions that were never read. A row without a topic's id gets that of the topic. */
    void begin(Map<TopicPartition, Long> begins, Map<String, String> topicIds) throws SQLException {
        List<TopicPartition> partitions = List.copyOf(begins.keySet());
        database.write(c -> Sql.update(
                c,
                """
                insert into consumed as c (topic, partition, next_offset, topic_id) select * from unnest(?, ?, ?, ?)
                on conflict (topic, partition) do update set topic_id = excluded.topic_id where c.topic_id is null""",
                partitions.stream().map(TopicPartition::topic).toArray(String[]::new),
                partitions.stream().mapToInt(TopicPartition::partition).toArray(),
                partitions.stream().mapToLong(begins::get).toArray(),
                partitions.stream().map(each -> topicIds.get(each.topic())).toArray(String[]::new)));
    }

    /** Returns the stored positions of those partitions that were begun. */
    Map<TopicPartition, Stored> load(Collection<TopicPartition> partitions) throws SQLException {
        Map<TopicPartition, Stored> stored = new HashMap<>();
        database.each(c -> {
            Sql.forEach(
                    c,
                    "select topic, partition, next_offset, topic_id from consumed",
                    row -> stored.put(
                            new TopicPartition(row.getString(1), row.getInt(2)),
                            new Stored(row.getLong(3), row.getString(4))));
            return true;
        });
        stored.keySet().retainAll(partitions);
        return stored;
    }

    /**
     * Moves the offsets forward, in the transaction that stores the records.
     *
     * @throws IllegalStateException if a stored offset is not that of the first of these records: another consumer has stored some,
     *     or the database lacks earlier ones. The whole transaction must roll back
     */
    void move(Connection connection, Map<TopicPartition, Move> moves) throws SQLException {
        for (Map.Entry<TopicPartition, Move> entry : moves.entrySet()) {
            Move move = entry.getValue();
            if (update(connection, entry.getKey(), move) != 1) {
                throw new IllegalStateException(
                        "what is stored of " + entry.getKey() + " does not end at offset " + move.first());
            }
        }
    }

    /** Moves an offset past records that Kafka no longer has; does nothing if the stored offset is not the first of them. */
    void passOver(TopicPartition partition, long from, long to) throws SQLException {
        database.write(c -> update(c, partition, new Move(from, to)));
    }

    private static int update(Connection connection, TopicPartition partition, Move move) throws SQLException {
        return Sql.update(
                connection,
                "update consumed set next_offset = ? where topic = ? and partition = ? and next_offset = ?",
                move.next(),
                partition.topic(),
                partition.partition(),
                move.first());
    }
}
