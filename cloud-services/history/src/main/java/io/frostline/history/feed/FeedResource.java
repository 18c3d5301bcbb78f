package io.frostline.history.feed;

import io.frostline.contract.wire.Arrivals;
import io.frostline.contract.wire.AskColumns;
import io.frostline.contract.wire.Follow;
import io.frostline.contract.wire.SensorColumns;
import io.frostline.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For services that follow history; {@code feed.proto} has the messages. Asking changes nothing. */
@Path("/api/v1")
@Blocking
public class FeedResource {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int MOST_SENSORS = 1_000;

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
            for (Feed.Position position : positions) {
                Optional<Arrivals> news = read(() -> feed.after(position));
                if (news.isPresent()) {
                    news.get().writeDelimitedTo(output);
                }
            }
        };
    }

    /** Of sensors that are not known there is no answer. */
    @POST
    @Path("columns/{site}")
    @Consumes(PROTOBUF)
    @Produces(PROTOBUF)
    public StreamingOutput columns(@PathParam("site") String site, InputStream body) throws IOException {
        AskColumns asked = AskColumns.parseFrom(body);
        if (asked.getSensorCount() > MOST_SENSORS) {
            throw Refused.badRequest("sensor", "at most " + MOST_SENSORS + " sensors at once");
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
