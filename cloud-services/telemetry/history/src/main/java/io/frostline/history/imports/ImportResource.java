package io.frostline.history.imports;

import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.history.loggerfile.FileSettings;
import io.frostline.history.loggerfile.Rejections;
import io.frostline.platform.web.Parameters;
import io.frostline.platform.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resource that imports recordings in the product's own forms: CSV, wide or long, and JSON. */
@Path("/api/v1/sites/{site}/readings")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ImportResource {
    private static final int MAX_REJECTED = 1000;
    private static final String LONG_FORM = "sensor,at,celsius";

    private final Imports imports;
    private final ReadingsImport store;

    ImportResource(Imports imports, ReadingsImport store) {
        this.imports = imports;
        this.store = store;
    }

    /** @param rejected one of each kind, with its line of the CSV or its position in the list; {@code rejectedCount} counts all */
    public record Imported(
            @Nullable String id,
            long accepted,
            long duplicates,
            long conflicts,
            long faults,
            long outOfRange,
            long future,
            long rejectedCount,
            List<Rejections.Rejection> rejected) {}

    @POST
    @Consumes("text/csv")
    public Response csv(@PathParam("site") String site, @Context UriInfo uri, InputStream body)
            throws SQLException, IOException {
        Parameters.requireKnown(uri, "zone", "dateFormat", "interval", "accept", "by");
        ImportParameters parameters = ImportParameters.of(uri);
        FileSettings given = parameters.file();
        FileSettings strict = new FileSettings(
                null, given.zone(), given.datePattern(), null, Map.of(), ',', null, StandardCharsets.UTF_8, true);
        try (ReceivedFile file = ReceivedFile.of(body, null)) {
            requireOwnForm(file);
            Imports.Job job = new Imports.Job(
                    ImportParameters.site(site),
                    file,
                    strict,
                    parameters.interval().orElse(null),
                    parameters.by().orElse("unknown"));
            Imports.Previewed previewed = imports.preview(job);
            Imports.Preview preview = previewed.preview();
            if (!preview.doubts().isEmpty()) {
                throw Refused.badRequest(
                        preview.doubts().getFirst().parameter(),
                        preview.doubts().getFirst().question());
            }
            Optional<ImportsResource.Refusal> refusal = ImportsResource.refusal(preview, parameters.partial());
            if (refusal.isPresent()) {
                return ImportsResource.refused(refusal.get());
            }
            ImportRecord record = imports.store(job, previewed);
            return Response.ok(new Imported(
                            record.id().toString(),
                            record.accepted(),
                            record.duplicates(),
                            record.conflicts(),
                            record.faults(),
                            record.outOfRange(),
                            record.future(),
                            record.rejected(),
                            record.rejections()))
                    .build();
        } catch (BadReading e) {
            throw Refused.badRequest(e.field(), e.field() + " " + e.getMessage());
        }
    }

    private static void requireOwnForm(ReceivedFile file) throws IOException, BadReading {
        String first;
        try (BufferedReader reader = Files.newBufferedReader(file.path(), StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            first = line == null ? "" : line.replace("\u00ef\u00bb\u00bf", "").strip();
        }
        String name = first.split(",", 2)[0].strip().replace("\"", "");
        if (!first.replace(" ", "").equals(LONG_FORM) && !name.equals("date")) {
            throw new BadReading(
                    "body",
                    "must begin with the line '" + LONG_FORM
                            + "', or with one that begins with 'date' and names the sensors, divided by"
                            + " commas; POST a logger's file as it is to /api/v1/sites/{site}/imports");
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Imported json(@PathParam("site") String site, @Context UriInfo uri, InputStream body)
            throws SQLException, IOException {
        Parameters.requireKnown(uri, "interval", "accept", "by");
        ImportParameters parameters = ImportParameters.of(uri);
        Gathered gathered = new Gathered();
        try {
            JsonReadings.parse(body.readAllBytes(), gathered);
        } catch (BadReading e) {
            throw Refused.badRequest(e.field(), e.field() + " " + e.getMessage());
        }
        if (gathered.readings.isEmpty() && gathered.rejectedCount > 0) {
            Rejections.Rejection first = gathered.rejected.getFirst();
            throw Refused.unprocessable(
                    first.column(),
                    "nothing of it could be taken; element " + first.line() + ": " + first.column() + " "
                            + first.reason());
        }
        ReadingsImport.Counts counts = store.store(
                ImportParameters.site(site),
                Instant.now(),
                parameters.interval().orElse(null),
                into -> {
                    for (PlainReading reading : gathered.readings) {
                        into.add(reading.sensor(), reading.atMillis(), reading.microCelsius());
                    }
                },
                (connection, epochId, unused) -> {});
        return new Imported(
                null,
                counts.accepted(),
                counts.duplicates(),
                counts.conflicts(),
                counts.faults(),
                counts.outOfRange(),
                counts.future(),
                gathered.rejectedCount,
                gathered.rejected);
    }

    private static final class Gathered implements JsonReadings.Sink {
        private final List<PlainReading> readings = new ArrayList<>();
        private final List<Rejections.Rejection> rejected = new ArrayList<>();
        private long rejectedCount;

        @Override
        public void accept(int index, PlainReading reading) {
            readings.add(reading);
        }

        @Override
        public void reject(int index, BadReading why) {
            rejectedCount++;
            if (rejected.size() < MAX_REJECTED) {
                rejected.add(new Rejections.Rejection(index, why.field(), String.valueOf(why.getMessage()), 1));
            }
        }
    }
}
