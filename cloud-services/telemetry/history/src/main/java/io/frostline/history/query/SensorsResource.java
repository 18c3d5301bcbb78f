package io.frostline.history.query;

import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.Temperatures;
import io.frostline.contract.recording.ValidRange;
import io.frostline.history.evidence.SensorRanges;
import io.frostline.history.segment.Conflicts;
import io.frostline.history.store.Registry;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Cursor;
import io.frostline.platform.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Resource for temperature history, one sensor at a time. */
@Path("/api/v1/sensors")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SensorsResource {
    private static final int MAX_ROWS = 10_000;
    private static final int DEFAULT_LIMIT = 1_000;

    private final HistoryQuery query;
    private final Registry registry;
    private final SensorRanges ranges;

    SensorsResource(HistoryQuery query, Registry registry, SensorRanges ranges) {
        this.query = query;
        this.registry = registry;
        this.ranges = ranges;
    }

    record SensorList(List<Registry.SensorName> sensors) {}

    @GET
    public SensorList list(@QueryParam("site") @Nullable String site) throws SQLException {
        return new SensorList(registry.sensors(site));
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
                sensor.conflicts() + query.pendingConflicts(sensor),
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
        int most = limit(limit, parsed instanceof Resolution.Raw ? DEFAULT_LIMIT : MAX_ROWS);
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

    /** Returns the whole range as CSV, gaps included. */
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

    /** Range that a sensor can measure, in degrees Celsius, and numbers that mean "no value"; null: the defaults. */
    public record RangeSetup(
            @Nullable BigDecimal lowest,
            @Nullable BigDecimal highest,
            @Nullable List<BigDecimal> missing,
            @Nullable String by) {}

    /** Sets the range for plain readings and imports from now on: a value outside it is a fault. Agents have their own settings. */
    @PUT
    @Path("{site}/{sensor}/range")
    @Consumes(MediaType.APPLICATION_JSON)
    public RangeSetup range(
            @PathParam("site") String site, @PathParam("sensor") String name, @Nullable RangeSetup asked)
            throws SQLException {
        Checks.name("site", site);
        Checks.name("sensor", name);
        RangeSetup range = Checks.required("body", asked);
        ValidRange valid = new ValidRange(
                micro("lowest", range.lowest, ValidRange.DEFAULT.lowest()),
                micro("highest", range.highest, ValidRange.DEFAULT.highest()),
                missing(range));
        if (valid.lowest() >= valid.highest()) {
            throw Refused.badRequest("lowest", "must be below highest");
        }
        ranges.set(registry.site(site), name, valid, Checks.text("by", range.by));
        return range;
    }

    private static Set<Long> missing(RangeSetup range) {
        if (range.missing == null) {
            return ValidRange.DEFAULT.missing();
        }
        Set<Long> missing = new HashSet<>();
        range.missing.forEach(value -> missing.add(micro("missing", value, 0)));
        return missing;
    }

    private static long micro(String field, @Nullable BigDecimal value, long otherwise) {
        try {
            return value == null ? otherwise : Temperatures.micro(value);
        } catch (BadReading | ArithmeticException e) {
            throw Refused.badRequest(field, value + " lies outside -273.15 to 2000");
        }
    }

    record ConflictList(List<Conflicts.Conflict> conflicts) {}

    /** Returns the values that lost against another of the same instant: the first to arrive counts. */
    @GET
    @Path("{site}/{sensor}/conflicts")
    public ConflictList conflicts(@PathParam("site") String site, @PathParam("sensor") String name)
            throws SQLException {
        return new ConflictList(query.conflicts(find(site, name)));
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
        if (limit < 1 || limit > MAX_ROWS) {
            throw Refused.badRequest("limit", "must be from 1 to " + MAX_ROWS);
        }
        return limit;
    }

    private static @Nullable String next(@Nullable Long position, Object... asked) {
        return position == null ? null : Cursor.of(position, asked).toString();
    }
}
