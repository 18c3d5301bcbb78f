package io.frostline.history.ingest;

import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.DeadLetterBook;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Repository of MQTT messages that intake or history refused. It keeps them in a table, counts them by kind of reason, and logs one
 * line a minute for each site and kind. The dead-letter topics also have them, and keep them for good.
 */
@ApplicationScoped
public class RefusedMessages implements DeadLetterBook {
    /** Upper bound of messages in the table: a device that sends nothing else must not fill the disk. */
    private static final int MAX_KEPT = 100_000;

    private static final Duration RETENTION = Duration.ofDays(90);
    private static final Logger LOG = Logger.getLogger(RefusedMessages.class);
    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_KINDS = 1_000;
    private static final int MAX_REASON = 1_000;
    private static final String OPEN = "discarded_at is null";

    /**
     * @param id the same whenever the same message is read again
     * @param topic MQTT topic
     * @param kind kind of reason, one word
     */
    record Message(UUID id, String topic, String site, String kind, String reason, byte[] payload, Instant at) {}

    private final Database database;
    private final MeterRegistry metrics;
    private final Map<String, Long> nextLine = new HashMap<>();

    RefusedMessages(Database database, MeterRegistry metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    /** Stores messages in the caller's transaction. Idempotent: a message that is already stored is skipped. */
    void keep(Connection connection, List<Message> messages) throws SQLException {
        if (messages.isEmpty()) {
            return;
        }
        int unused = Sql.update(
                connection,
                """
                insert into refused_message (id, topic, site, kind, reason, payload, refused_at)
                select id::uuid, topic, site, kind, reason, payload, to_timestamp(ms / 1000.0)
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bigint[])
                    as t (id, topic, site, kind, reason, payload, ms)
                on conflict do nothing""",
                texts(messages, message -> message.id.toString()),
                texts(messages, message -> storable(message.topic)),
                texts(messages, message -> storable(message.site)),
                texts(messages, Message::kind),
                texts(messages, message -> storable(message.reason)),
                messages.stream().map(Message::payload).toArray(byte[][]::new),
                messages.stream()
                        .mapToLong(message -> message.at.toEpochMilli())
                        .toArray());
    }

    private static String[] texts(List<Message> messages, Function<Message, String> column) {
        return messages.stream().map(column).toArray(String[]::new);
    }

    /** Shortens the text, and replaces zero characters: PostgreSQL's text can't hold them. */
    private static String storable(String text) {
        String shortened = text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
        return shortened.replace('\0', '\uFFFD');
    }

    /** Counts and logs messages, after they are stored. Not thread-safe. */
    void tell(List<Message> messages) {
        long now = System.nanoTime();
        if (nextLine.size() > MAX_KINDS) {
            nextLine.clear();
        }
        for (Message message : messages) {
            metrics.counter("frostline.refused.messages", "reason", message.kind)
                    .increment();
            String key = message.site + " " + message.kind;
            Long due = nextLine.get(key);
            if (due == null || now - due >= 0) {
                nextLine.put(key, now + LOG_INTERVAL);
                LOG.warnf(
                        "a message of %s is refused: %s; GET /api/v1/dead-letters has it",
                        message.topic, message.reason);
            }
        }
    }

    /** Deletes messages older than {@code RETENTION}, and all but the newest {@code MAX_KEPT}. */
    public boolean tidy() throws SQLException {
        int deleted = database.write(c -> Sql.update(c, """
                delete from refused_message
                 where refused_at < ? or id in (select id from refused_message order by refused_at desc offset ?)""", Instant.now().minus(RETENTION), MAX_KEPT));
        return deleted > 0 && deleted % MAX_KEPT == 0;
    }

    @Override
    public List<Letter> openLetters(int limit) throws SQLException {
        return database.each(c -> Sql.list(
                c,
                "select * from refused_message where " + OPEN + " order by refused_at, id limit ?",
                RefusedMessages::letter,
                limit));
    }

    @Override
    public @Nullable Letter letter(UUID id) throws SQLException {
        return database.each(
                        c -> Sql.first(c, "select * from refused_message where id = ?", RefusedMessages::letter, id))
                .orElse(null);
    }

    /** Refuses the replay: the message would be refused again, because its content must be corrected. */
    @Override
    public Replay replay(UUID id) throws SQLException {
        Letter letter = letter(id);
        if (letter == null) {
            return new Replay.Unknown();
        }
        Instant before = letter.replayedAt();
        return before != null
                ? new Replay.Before(before)
                : new Replay.FailedAgain(letter.reason() + "; correct it, publish it again, and discard this one");
    }

    @Override
    public boolean discard(UUID id) throws SQLException {
        return database.write(c ->
                        Sql.update(c, "update refused_message set discarded_at = now() where id = ? and " + OPEN, id))
                == 1;
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                row.getObject("id", UUID.class),
                "history",
                row.getString("topic"),
                null,
                null,
                row.getString("site"),
                StandardCharsets.UTF_8
                        .decode(ByteBuffer.wrap(row.getBytes("payload")))
                        .toString(),
                row.getString("reason"),
                Sql.instant(row, "refused_at"),
                Sql.nullableInstant(row, "discarded_at"));
    }
}
