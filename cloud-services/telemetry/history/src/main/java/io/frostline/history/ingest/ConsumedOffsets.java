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

    /** Refusal to store records that another consumer has stored. */
    static final class StoredElsewhere extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private StoredElsewhere(String message) {
            super(message);
        }
    }

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
     * @throws StoredElsewhere if another consumer has stored any of these records: nothing of this transaction may stay
     */
    void move(Connection connection, Map<TopicPartition, Move> moves) throws SQLException {
        for (Map.Entry<TopicPartition, Move> entry : moves.entrySet()) {
            TopicPartition partition = entry.getKey();
            int moved = Sql.update(
                    connection,
                    """
                    insert into consumed as c (topic, partition, next_offset) values (?, ?, ?)
                    on conflict (topic, partition) do update set next_offset = excluded.next_offset
                     where c.next_offset <= ?""",
                    partition.topic(),
                    partition.partition(),
                    entry.getValue().next(),
                    entry.getValue().first());
            if (moved != 1) {
                throw new StoredElsewhere("another consumer has stored " + partition + " past offset "
                        + entry.getValue().first());
            }
        }
    }
}
