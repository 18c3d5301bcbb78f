package io.frostline.history.feed;

import io.frostline.contract.wire.Arrivals;
import io.frostline.contract.wire.AskColumns;
import io.frostline.contract.wire.Follow;
import io.frostline.contract.wire.SensorColumns;
import io.frostline.platform.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Resource for services that follow history; {@code feed.proto} defines the messages. Its requests change nothing. */
@Path("/api/v1")
@Blocking
public class FeedResource {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int MAX_SENSORS = 1_000;
    private static final int MAX_SITES = 100;
    private static final int BUFFER = 1 << 16;

    private final Feed feed;
    private final ColumnsQuery columns;

    FeedResource(Feed feed, ColumnsQuery columns) {
        this.feed = feed;
        this.columns = columns;
    }

    @POST
    @Path("arrivals")
    @Consumes(PROTOBUF)
    @Produces(PROTOBUF)
    public StreamingOutput arrivals(InputStream body) throws IOException, SQLException {
        Map<String, Long> known = new HashMap<>();
        for (Follow.Site site : Follow.parseFrom(body).getSiteList()) {
            known.put(site.getName(), site.getAfter());
        }
        List<Feed.Position> positions = feed.positions(known);
        return output -> {
            OutputStream all = new BufferedOutputStream(output, BUFFER);
            for (int from = 0; from < positions.size(); from += MAX_SITES) {
                List<Feed.Position> some = positions.subList(from, Math.min(positions.size(), from + MAX_SITES));
                Feed.News news = read(() -> feed.ofMany(some));
                for (Arrivals arrivals : news.arrivals()) {
                    arrivals.writeDelimitedTo(all);
                }
                for (Feed.Position position : news.left()) {
                    read(() -> feed.ofOne(position)).writeDelimitedTo(all);
                }
            }
            all.flush();
        };
    }

    /** Returns the readings as columns. Sensors that are not known have no answer. */
    @POST
    @Path("columns/{site}")
    @Consumes(PROTOBUF)
    @Produces(PROTOBUF)
    public StreamingOutput columns(@PathParam("site") String site, InputStream body) throws IOException {
        AskColumns asked = AskColumns.parseFrom(body);
        if (asked.getSensorCount() > MAX_SENSORS) {
            throw Refused.badRequest("sensor", "at most " + MAX_SENSORS + " sensors at once");
        }
        return output -> {
            for (SensorColumns sensor : read(() -> columns.of(site, asked))) {
                sensor.writeDelimitedTo(output);
            }
        };
    }

    private interface Query<T> {
        T ask() throws SQLException;
    }

    private static <T> T read(Query<T> query) throws IOException {
        try {
            return query.ask();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
