package io.frostline.history.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Query for the log entries that agents sent beside their readings. */
@ApplicationScoped
class LogEntries {
    private final Database database;
    private final ObjectMapper json;

    LogEntries(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** @param kind kind of entry, e.g. {@code compressor-on} */
    record Entry(Instant at, String kind, String text, Map<String, String> detail) {}

    /**
     * Returns the first entries of a range in order of time; entries of one agent with equal time keep its order.
     *
     * @param room room of the entries; null for any
     */
    List<Entry> first(String site, @Nullable String room, Range range, int limit) throws SQLException {
        return database.each(c -> Sql.list(
                c,
                """
                select e.at, e.kind, e.text, e.detail from log_entry e join site on site.id = e.site_id
                 where site.name = ? and e.at >= ? and e.at < ? and (?::text is null or e.detail ->> 'room' = ?)
                 order by e.at, e.epoch_id, e.sequence, e.ordinal limit ?""",
                this::entry,
                site,
                Instant.ofEpochMilli(range.from()),
                Instant.ofEpochMilli(range.to()),
                room,
                room,
                limit));
    }

    private Entry entry(ResultSet row) throws SQLException {
        try {
            return new Entry(
                    Sql.instant(row, "at"),
                    row.getString("kind"),
                    row.getString("text"),
                    json.readValue(row.getString("detail"), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
