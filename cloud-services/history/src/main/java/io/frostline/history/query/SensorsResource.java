package io.frostline.history.query;

import io.frostline.history.segment.Conflicts;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.sql.Sql;
import io.frostline.web.Cursor;
import io.frostline.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Temperature history, one sensor at a time. */
@Path("/api/v1/sensors")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SensorsResource {
    private static final int MOST = 10_000;
    private static final int DEFAULT_LIMIT = 1_000;

    private final HistoryQuery query;
    private final Registry registry;
    private final Database database;

    SensorsResource(HistoryQuery query, Registry registry, Database database) {
        this.query = query;
        this.registry = registry;
        this.database = database;
    }

    record SensorList(List<SensorName> sensors) {}

    record SensorName(String site, String sensor) {}

    @GET
    public SensorList list(@QueryParam("site") @Nullable String site) throws SQLException {
        return new SensorList(database.each(
                c -> Sql.list(c, """
                select site.name, s.name from sensor s join site on site.id = s.site_id
                 where coalesce(? = site.name, true) order by 1, 2""", row -> new SensorName(row.getString(1), row.getString(2)), site)));
    }

    @GET
    @Path("{site}/{sensor}")
    public Answers.Sensor sensor(@PathParam("site") String site, @PathParam("sensor") String name) throws SQLException {
        Registry.Sensor sensor = find(site, name);
        Answers.@Nullable Reading latest = query.latest(sensor).orElse(null);
        return new Answers.Sensor(
                site,
                name,
                sensor.intervalMillis() > 0 ? Long.valueOf(sensor.intervalMillis()) : null,
                latest,
                sensor.duplicates(),
                sensor.conflicts(),
                sensor.future());
    }

    @GET
    @Path("{site}/{sensor}/readings")
    @Produces(MediaType.APPLICATION_JSON)
    public Object readings(
            @PathParam("site") String site,
            @PathParam("sensor") String name,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("resolution") @DefaultValue("auto") String resolution,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Range range = Range.parse(from, to);
        Resolution parsed = Resolution.parse(resolution, range.length());
        int most = limit(limit, parsed instanceof Resolution.Raw ? DEFAULT_LIMIT : MOST);
        Object[] asked = {site, name, range.from(), range.to(), resolution};
        Registry.Sensor sensor = find(site, name);
        Cursor at = Cursor.parse(cursor, asked);
        long start = at == null ? range.from() : at.position();
        return switch (parsed) {
            case Resolution.Raw raw -> {
                HistoryQuery.RawPage page = query.raw(sensor, start, range.to(), most);
                yield new Answers.Raw(page.readings(), page.gaps(), next(page.next(), asked));
            }
            case Resolution.Buckets buckets -> {
                HistoryQuery.BucketPage page = query.buckets(sensor, start, range.to(), buckets.length(), most);
                yield new Answers.Bucketed(
                        buckets.length().toString(), page.buckets(), page.gaps(), next(page.next(), asked));
            }
        };
    }

    /** The same as CSV, all of it, gaps included. */
    @GET
    @Path("{site}/{sensor}/readings")
    @Produces("text/csv;qs=0.5")
    public StreamingOutput csv(
            @PathParam("site") String site,
            @PathParam("sensor") String name,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("resolution") @DefaultValue("auto") String resolution)
            throws SQLException {
        Range range = Range.parse(from, to);
        Resolution parsed = Resolution.parse(resolution, range.length());
        Registry.Sensor sensor = find(site, name);
        return output -> {
            try (Writer csv = new OutputStreamWriter(output, StandardCharsets.UTF_8)) {
                new CsvExport(query, sensor, csv).write(parsed, range.from(), range.to());
            } catch (SQLException e) {
                throw new java.io.IOException("the export ended early: " + e.getMessage(), e);
            }
        };
    }

    record ConflictList(List<Conflicts.Conflict> conflicts) {}

    /** Values that lost against another of the same instant: the first to arrive counts. */
    @GET
    @Path("{site}/{sensor}/conflicts")
    public ConflictList conflicts(@PathParam("site") String site, @PathParam("sensor") String name)
            throws SQLException {
        Registry.Sensor sensor = find(site, name);
        return new ConflictList(database.read(c -> Conflicts.of(c, registry, sensor)));
    }

    private Registry.Sensor find(String site, String sensor) throws SQLException {
        return registry.sensor(site, sensor)
                .orElseThrow(() -> Refused.notFound(
                        "sensor",
                        "site '" + site + "' has no sensor '" + sensor
                                + "'; GET /api/v1/sensors lists those there are"));
    }

    private static int limit(@Nullable Integer limit, int otherwise) {
        if (limit == null) {
            return otherwise;
        }
        if (limit < 1 || limit > MOST) {
            throw Refused.badRequest("limit", "must be from 1 to " + MOST);
        }
        return limit;
    }

    private static @Nullable String next(OptionalLong position, Object... asked) {
        return position.isPresent() ? Cursor.of(position.getAsLong(), asked).toString() : null;
    }
}
