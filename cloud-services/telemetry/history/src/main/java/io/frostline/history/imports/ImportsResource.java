package io.frostline.history.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.contract.recording.BadReading;
import io.frostline.history.loggerfile.Doubt;
import io.frostline.history.loggerfile.Rejections;
import io.frostline.history.loggerfile.Understanding;
import io.frostline.platform.web.Parameters;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Resource that imports files as loggers export them. */
@RegisterForReflection(
        targets = {
            ImportsResource.Refusal.class,
            ImportProgress.class,
            ImportRecord.class,
            Imports.Preview.class,
            Imports.Row.class,
            ImportResource.Imported.class,
            Understanding.class,
            Rejections.Rejection.class,
            Doubt.class
        })
@jakarta.ws.rs.Path("/api/v1/sites/{site}/imports")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ImportsResource {
    private static final int MAX_LISTED = 100;

    private final Imports imports;
    private final ImportJobs jobs;

    ImportsResource(Imports imports, ImportJobs jobs) {
        this.imports = imports;
        this.jobs = jobs;
    }

    /** Reason why a file was not imported: problem details with its doubts, or with what of it can't be accepted. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Refusal(
            String type,
            String title,
            int status,
            String detail,
            @Nullable String field,
            List<Doubt> doubts,
            long rejected,
            List<Rejections.Rejection> rejections) {
        static Refusal of(Problem why) {
            return of(why, List.of(), 0, List.of());
        }

        static Refusal of(Problem why, List<Doubt> doubts, long rejected, List<Rejections.Rejection> rejections) {
            return new Refusal(
                    why.type(), why.title(), why.status(), why.detail(), why.field(), doubts, rejected, rejections);
        }
    }

    public record ImportList(List<ImportRecord> imports) {}

    /**
     * Imports the request body, whatever its content type.
     *
     * @param prefer {@code respond-async} (RFC 7240): the response is 202, with the address to poll for progress
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response body(
            @PathParam("site") String site,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context UriInfo uri,
            @Context HttpServerRequest request,
            InputStream body)
            throws SQLException, IOException {
        ImportParameters parameters = ImportParameters.of(uri);
        return run(ReceivedFile.of(body, null), ImportParameters.site(site), prefer, parameters, uri, request);
    }

    /** Imports the part {@code file} of a form. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response form(
            @PathParam("site") String site,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context UriInfo uri,
            @Context HttpServerRequest request,
            @RestForm("file") @Nullable FileUpload upload)
            throws SQLException, IOException {
        ImportParameters parameters = ImportParameters.of(uri);
        if (upload == null) {
            throw Refused.badRequest("file", "the form has no part 'file'");
        }
        try (InputStream body = Files.newInputStream(upload.uploadedFile())) {
            return run(
                    ReceivedFile.of(body, upload.fileName()),
                    ImportParameters.site(site),
                    prefer,
                    parameters,
                    uri,
                    request);
        }
    }

    /** Runs the import. Closes the file, or leaves that to the job that imports it. */
    private Response run(
            ReceivedFile file,
            String site,
            @Nullable String prefer,
            ImportParameters parameters,
            UriInfo uri,
            HttpServerRequest request)
            throws SQLException, IOException {
        boolean later = false;
        try {
            Imports.Job job = new Imports.Job(
                    site,
                    file,
                    parameters.file(),
                    parameters.interval().orElse(null),
                    parameters.by().orElse(address(request)));
            later = !parameters.preview() && prefer != null && prefer.contains("respond-async");
            if (later) {
                return later(job, parameters.partial(), uri);
            }
            return run(job, parameters, uri);
        } catch (SQLException | RuntimeException e) {
            later = false;
            throw e;
        } finally {
            if (!later) {
                file.close();
            }
        }
    }

    private Response later(Imports.Job job, boolean partial, UriInfo uri) throws SQLException, IOException {
        return Response.accepted(jobs.start(job, partial))
                .location(location(uri, job.id()))
                .header("Preference-Applied", "respond-async")
                .build();
    }

    private static URI location(UriInfo uri, UUID id) {
        return uri.getAbsolutePathBuilder().path(id.toString()).build();
    }

    private Response run(Imports.Job job, ImportParameters parameters, UriInfo uri) throws SQLException, IOException {
        try {
            Imports.Previewed previewed = imports.preview(job);
            Imports.Preview preview = previewed.preview();
            if (parameters.preview()) {
                return Response.ok(preview).build();
            }
            Optional<Refusal> refusal = refusal(preview, parameters.partial());
            if (refusal.isPresent()) {
                return refused(refusal.get());
            }
            ImportRecord record = imports.store(job, previewed);
            return Response.created(location(uri, record.id())).entity(record).build();
        } catch (BadReading e) {
            throw Refused.unprocessable(e.field(), e.field() + " " + e.getMessage());
        }
    }

    private static String address(HttpServerRequest request) {
        return "address "
                + (request.remoteAddress() == null
                        ? "unknown"
                        : request.remoteAddress().host());
    }

    /** Returns why the file can't be stored as it is; empty if it can. */
    static Optional<Refusal> refusal(Imports.Preview preview, boolean partial) {
        Problem why;
        if (!preview.doubts().isEmpty()) {
            Doubt first = preview.doubts().getFirst();
            why = Problem.of(422, "doubtful-file", "In doubt", "nothing is stored: " + first.question())
                    .on(first.parameter());
        } else if (preview.readings() == 0) {
            why = Problem.of(422, "empty-import", "Nothing to import", "nothing of it could be taken");
        } else if (preview.rejected() > 0 && !partial) {
            Rejections.Rejection first = preview.rejections().getFirst();
            String detail =
                    "nothing is stored: " + preview.rejected() + " cells or rows can't be taken, the first on line "
                            + first.line() + ", " + first.column() + ": " + first.reason()
                            + ". With accept=partial the others are stored";
            why = Problem.of(422, "rejected-rows", "Not all can be taken", detail)
                    .on("accept");
        } else {
            return Optional.empty();
        }
        return Optional.of(Refusal.of(why, preview.doubts(), preview.rejected(), preview.rejections()));
    }

    static Response refused(Refusal refusal) {
        return Response.status(refusal.status())
                .type(Problem.MEDIA_TYPE)
                .entity(refusal)
                .build();
    }

    /** Returns the site's imports, newest first. */
    @GET
    public ImportList list(@PathParam("site") String site) throws SQLException {
        return new ImportList(imports.list(ImportParameters.site(site), MAX_LISTED));
    }

    /** Returns the import as it was stored; before that, its progress, or why it was refused. */
    @GET
    @Path("{id}")
    public Response one(@PathParam("site") String site, @PathParam("id") String id) throws SQLException {
        // in this order: the stored import replaces the progress row
        Optional<ImportProgress> progress = jobs.find(ImportParameters.site(site), id(id));
        return Response.ok(progress.isPresent() ? progress.get() : find(site, id))
                .build();
    }

    /** Withdraws an import as a whole. Answers and excursions are as if it had never been stored; its evidence stays, marked. */
    @DELETE
    @Path("{id}")
    public ImportRecord withdraw(
            @PathParam("site") String site,
            @PathParam("id") String id,
            @Context UriInfo uri,
            @Context HttpServerRequest request)
            throws SQLException {
        Parameters.requireKnown(uri, "by");
        String by = Optional.ofNullable(uri.getQueryParameters().getFirst("by")).orElse(address(request));
        imports.withdraw(find(site, id), by);
        return find(site, id);
    }

    private ImportRecord find(String site, String id) throws SQLException {
        return imports.find(site, id(id))
                .orElseThrow(() -> Refused.notFound("import", "site '" + site + "' has no import " + id));
    }

    private static UUID id(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Refused.notFound("import", "'" + id + "' is no import's id");
        }
    }
}
