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

/** How far each partition was read, kept where its readings are kept. */
@ApplicationScoped
class ConsumedOffsets {
    /** Records {@code first} up to, not including, {@code next} were read. */
    record Move(long first, long next) {}

    /**
     * @param next offset after the last stored record
     * @param topicId Kafka's id of the topic; null until the partition is begun by a version that keeps it
     */
    record Stored(long next, @Nullable String topicId) {}

    private final Database database;

    ConsumedOffsets(Database database) {
        this.database = database;
    }

    /**
     * Begins those partitions that were never read. One that was read before topics' ids were kept is taken for one of the topic
     * that is there.
     *
     * @param begins where each partition begins
     * @param topicIds Kafka's id of each topic
     */
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

    /** Returns what is stored of those partitions that were begun. */
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
     * Moves the offsets on, in the transaction that stores the records.
     *
     * @throws IllegalStateException where an offset does not stand at the first of these records: another consumer has stored some,
     *     or the database is one that lacks earlier ones. Nothing of this transaction may stay
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

    /** Moves an offset over records that Kafka no longer has; or not, where it does not stand at the first of them. */
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
