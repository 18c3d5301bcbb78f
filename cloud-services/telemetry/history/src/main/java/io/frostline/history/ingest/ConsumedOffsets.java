package io.frostline.history.ingest;

import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far each partition was read, kept where its readings are kept. */
@ApplicationScoped
class ConsumedOffsets {
    /** Records {@code first} up to, not including, {@code next} were read. */
    record Move(long first, long next) {}

    private final Database database;

    ConsumedOffsets(Database database) {
        this.database = database;
    }

    /** Returns the offset after the last stored record, of those partitions of which any is stored. */
    Map<TopicPartition, Long> load(Collection<TopicPartition> partitions) throws SQLException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        database.each(c -> {
            Sql.forEach(
                    c,
                    "select topic, partition, next_offset from consumed",
                    row -> offsets.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)));
            return true;
        });
        offsets.keySet().retainAll(partitions);
        return offsets;
    }

    /**
     * Moves the offsets on, in the transaction that stores the records.
     *
     * @throws IllegalStateException where an offset does not stand at the first of these records: another consumer has stored some,
     *     or the database is one that lacks earlier ones. Nothing of this transaction may stay
     */
    void move(Connection connection, Map<TopicPartition, Move> moves) throws SQLException {
        for (Map.Entry<TopicPartition, Move> entry : moves.entrySet()) {
            TopicPartition partition = entry.getKey();
            int moved = Sql.update(
                    connection,
                    """
                    insert into consumed as c (topic, partition, next_offset) values (?, ?, ?)
                    on conflict (topic, partition) do update set next_offset = excluded.next_offset
                     where c.next_offset = ?""",
                    partition.topic(),
                    partition.partition(),
                    entry.getValue().next(),
                    entry.getValue().first());
            if (moved != 1) {
                throw new IllegalStateException("what is stored of " + partition + " does not end at offset "
                        + entry.getValue().first());
            }
        }
    }

    /** Moves an offset over records that Kafka no longer has. */
    void passOver(TopicPartition partition, long from, long to) throws SQLException {
        database.write(c -> Sql.update(
                c,
                "update consumed set next_offset = ? where topic = ? and partition = ? and next_offset = ?",
                to,
                partition.topic(),
                partition.partition(),
                from));
    }
}
