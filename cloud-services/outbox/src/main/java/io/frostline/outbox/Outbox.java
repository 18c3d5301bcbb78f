package io.frostline.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Records events in the transaction that makes what they tell of: both are committed, or neither. */
@ApplicationScoped
public class Outbox {
    static final int PARTITIONS = 16;
    static final String CHANNEL = "outbox";
    /** Below what Kafka takes in one message, so that no event can stop those behind it. */
    private static final int MOST_CHARACTERS = 200_000;

    private final ObjectMapper json;

    public Outbox(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Joins the caller's transaction; goes to the table {@code outbox} of the connection's schema. The caller holds a lock on
     * the aggregate, by having changed it: so events of an aggregate get their numbers in the order of commits.
     */
    public void record(Connection connection, String type, String aggregate, Object payload) throws SQLException {
        try {
            String body = json.writeValueAsString(payload);
            if (body.length() > MOST_CHARACTERS) {
                throw new IllegalArgumentException(
                        "an event of " + body.length() + " characters; at most " + MOST_CHARACTERS);
            }
            Sql.update(
                    connection,
                    "insert into outbox (id, partition, type, aggregate, payload) values (?, ?, ?, ?, ?::jsonb)",
                    UUID.randomUUID(),
                    Math.floorMod(aggregate.hashCode(), PARTITIONS),
                    type,
                    aggregate,
                    body);
            Sql.list(connection, "select pg_notify(?, '')", row -> "", CHANNEL);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event's payload must be JSON: " + e.getMessage(), e);
        }
    }
}
