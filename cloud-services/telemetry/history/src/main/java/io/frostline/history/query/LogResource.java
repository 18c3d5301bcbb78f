package io.frostline.history.query;

import io.frostline.platform.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resource for the log entries of a site's agents: what was done in a room, and why. */
@Path("/api/v1/log/{site}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class LogResource {
    private static final int MAX_ROWS = 10_000;

    private final LogEntries entries;

    LogResource(LogEntries entries) {
        this.entries = entries;
    }

    /**
     * Returns the entries in [from, to) in order of time; entries of one agent with equal time keep its order. Refuses a range with
     * more than ten thousand entries.
     */
    @GET
    public List<LogEntries.Entry> log(
            @PathParam("site") String site,
            @QueryParam("room") @Nullable String room,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to)
            throws SQLException {
        Range range = Range.parse(from, to);
        List<LogEntries.Entry> found = entries.first(site, room, range, MAX_ROWS + 1);
        if (found.size() > MAX_ROWS) {
            throw Refused.badRequest(
                    "to",
                    "there are more than " + MAX_ROWS + " entries until then; the last of them that fits is of "
                            + found.get(MAX_ROWS - 1).at() + ": ask for a shorter range");
        }
        return found;
    }
}
