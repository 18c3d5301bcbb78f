package io.frostline.history.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a site's agents said beside their readings: what was done in a room, and why. */
@Path("/api/v1/log/{site}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class LogResource {
    private static final int MAX_ROWS = 10_000;

    private final Database database;
    private final ObjectMapper json;

    LogResource(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** @param kind e.g. {@code compressor-on} */
    public record Entry(Instant at, String kind, String text, Map<String, String> detail) {}

    /** In [from, to), in order of time and of one agent in the order in which it said them; refused where they are more than ten thousand. */
    @GET
    public List<Entry> log(
            @PathParam("site") String site,
            @QueryParam("room") @Nullable String room,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to)
            throws SQLException {
        Range range = Range.parse(from, to);
        List<Entry> entries = database.each(c -> Sql.list(
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
                MAX_ROWS + 1));
        if (entries.size() > MAX_ROWS) {
            throw Refused.badRequest(
                    "to",
                    "there are more than " + MAX_ROWS + " entries until then; the last of them that fits is of "
                            + entries.get(MAX_ROWS - 1).at + ": ask for a shorter range");
        }
        return entries;
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
