package io.frostline.history.imports;

import io.frostline.contract.Topics;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.CsvRecording;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Import of recordings: CSV as loggers export it, or JSON. */
@Path("/api/v1/sites/{site}/readings")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ImportResource {
    private static final int MOST_REJECTED = 1000;

    private final ReadingsImport imports;

    ImportResource(ReadingsImport imports) {
        this.imports = imports;
    }

    /** @param line of the CSV, or place in the JSON list, from 1 */
    public record Rejected(long line, String column, String reason) {}

    /** @param rejected the first thousand; {@code rejectedCount} counts all */
    public record Imported(
            long accepted,
            long duplicates,
            long conflicts,
            long faults,
            long future,
            long rejectedCount,
            List<Rejected> rejected) {}

    @POST
    @Consumes("text/csv")
    public Imported csv(
            @PathParam("site") String site,
            @QueryParam("zone") @Nullable String zone,
            @QueryParam("dateFormat") @Nullable String dateFormat,
            @QueryParam("interval") @Nullable String interval,
            InputStream body)
            throws SQLException, IOException {
        requireName(site);
        CsvRecording.Format format = new CsvRecording.Format(zone(zone), Optional.ofNullable(dateFormat));
        Gathered gathered = new Gathered();
        try {
            CsvRecording.parse(new InputStreamReader(body, StandardCharsets.UTF_8), format, gathered);
        } catch (BadReading e) {
            throw Refused.badRequest(e.field(), e.field() + " " + e.getMessage());
        }
        return store(site, gathered, interval);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Imported json(
            @PathParam("site") String site, @QueryParam("interval") @Nullable String interval, InputStream body)
            throws SQLException, IOException {
        requireName(site);
        Gathered gathered = new Gathered();
        try {
            JsonReadings.parse(body.readAllBytes(), gathered);
        } catch (BadReading e) {
            throw Refused.badRequest(e.field(), e.field() + " " + e.getMessage());
        }
        return store(site, gathered, interval);
    }

    private Imported store(String site, Gathered gathered, @Nullable String interval) throws SQLException {
        ReadingsImport.Counts counts = imports.store(site, gathered.recording, interval(interval));
        return new Imported(
                counts.accepted(),
                counts.duplicates(),
                counts.conflicts(),
                counts.faults(),
                counts.future(),
                gathered.rejectedCount,
                gathered.rejected);
    }

    private static void requireName(String site) {
        if (!Topics.isName(site)) {
            throw Refused.badRequest("site", "site must be " + Topics.NAME_RULE);
        }
    }

    private static Optional<ZoneId> zone(@Nullable String zone) {
        try {
            return Optional.ofNullable(zone).map(ZoneId::of);
        } catch (DateTimeException e) {
            throw Refused.badRequest("zone", "'" + zone + "' is no time zone; write it like America/New_York");
        }
    }

    private static Optional<Duration> interval(@Nullable String interval) {
        try {
            Optional<Duration> parsed = Optional.ofNullable(interval).map(Duration::parse);
            if (parsed.isEmpty() || parsed.get().toMillis() > 0 && parsed.get().compareTo(Duration.ofDays(1)) <= 0) {
                return parsed;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // the answer below says it
        }
        throw Refused.badRequest("interval", "'" + interval + "' is no duration up to a day; write it like PT15M");
    }

    private static final class Gathered implements CsvRecording.Sink, JsonReadings.Sink {
        private final ReadingsImport.Recording recording = new ReadingsImport.Recording(Instant.now());
        private final List<Rejected> rejected = new ArrayList<>();
        private long rejectedCount;

        @Override
        public void accept(PlainReading reading) {
            recording.add(reading);
        }

        @Override
        public void accept(int index, PlainReading reading) {
            recording.add(reading);
        }

        @Override
        public void reject(long line, String column, String reason) {
            rejectedCount++;
            if (rejected.size() < MOST_REJECTED) {
                rejected.add(new Rejected(line, column, reason));
            }
        }

        @Override
        public void reject(int index, BadReading why) {
            reject(index, why.field(), String.valueOf(why.getMessage()));
        }
    }
}
