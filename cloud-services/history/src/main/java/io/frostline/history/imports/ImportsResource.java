package io.frostline.history.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.contract.recording.BadReading;
import io.frostline.history.loggerfile.Doubt;
import io.frostline.history.loggerfile.Rejections;
import io.frostline.history.loggerfile.Understanding;
import io.frostline.web.Problem;
import io.frostline.web.Refused;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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

/** Imports of files as loggers export them. */
@RegisterForReflection(
        targets = {
            ImportsResource.Refusal.class,
            ImportRecord.class,
            Imports.Preview.class,
            Imports.Row.class,
            ImportResource.Imported.class,
            ImportResource.Rejected.class,
            Understanding.class,
            Rejections.Rejection.class,
            Doubt.class
        })
@jakarta.ws.rs.Path("/api/v1/sites/{site}/imports")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ImportsResource {
    private static final int LISTED = 100;

    private final Imports imports;

    ImportsResource(Imports imports) {
        this.imports = imports;
    }

    /** Why a file was not imported: problem details with what is in doubt, or what of it can't be taken. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Refusal(
            String type,
            String title,
            int status,
            String detail,
            @Nullable String field,
            List<Doubt> doubts,
            long rejected,
            List<Rejections.Rejection> rejections) {}

    public record ImportList(List<ImportRecord> imports) {}

    /** The file is the body, whatever its content type. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response body(
            @PathParam("site") String site, @Context UriInfo uri, @Context HttpServerRequest request, InputStream body)
            throws SQLException, IOException {
        ImportParameters parameters = ImportParameters.of(uri);
        try (ReceivedFile file = ReceivedFile.of(body, null)) {
            return run(ImportParameters.site(site), parameters, file, uri, request);
        }
    }

    /** The file is the part {@code file} of a form. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response form(
            @PathParam("site") String site,
            @Context UriInfo uri,
            @Context HttpServerRequest request,
            @RestForm("file") @Nullable FileUpload upload)
            throws SQLException, IOException {
        ImportParameters parameters = ImportParameters.of(uri);
        if (upload == null) {
            throw Refused.badRequest("file", "the form has no part 'file'");
        }
        try (InputStream body = Files.newInputStream(upload.uploadedFile());
                ReceivedFile file = ReceivedFile.of(body, upload.fileName())) {
            return run(ImportParameters.site(site), parameters, file, uri, request);
        }
    }

    private Response run(
            String site, ImportParameters parameters, ReceivedFile file, UriInfo uri, HttpServerRequest request)
            throws SQLException, IOException {
        Imports.Job job = new Imports.Job(
                site,
                file,
                parameters.file(),
                parameters.interval(),
                parameters.by().orElse(address(request)));
        try {
            Imports.Preview preview = imports.preview(job);
            if (parameters.preview()) {
                return Response.ok(preview).build();
            }
            Optional<Refusal> refusal = refusal(preview, parameters.partial());
            if (refusal.isPresent()) {
                return refused(refusal.get());
            }
            ImportRecord record = imports.store(job, preview);
            URI location =
                    uri.getAbsolutePathBuilder().path(record.id().toString()).build();
            return Response.created(location).entity(record).build();
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

    /** Why it can't be stored as it is. */
    static Optional<Refusal> refusal(Imports.Preview preview, boolean partial) {
        if (!preview.doubts().isEmpty()) {
            Doubt first = preview.doubts().getFirst();
            return Optional.of(refusal(
                    "doubtful-file", "In doubt", "nothing is stored: " + first.question(), first.parameter(), preview));
        }
        if (preview.readings() == 0) {
            return Optional.of(
                    refusal("empty-import", "Nothing to import", "nothing of it could be taken", null, preview));
        }
        if (preview.rejected() > 0 && !partial) {
            Rejections.Rejection first = preview.rejections().getFirst();
            return Optional.of(refusal(
                    "rejected-rows",
                    "Not all can be taken",
                    "nothing is stored: " + preview.rejected() + " cells or rows can't be taken, the first on line "
                            + first.line() + ", " + first.column() + ": " + first.reason()
                            + ". With accept=partial the others are stored",
                    "accept",
                    preview));
        }
        return Optional.empty();
    }

    private static Refusal refusal(
            String name, String title, String detail, @Nullable String field, Imports.Preview preview) {
        Problem problem = Problem.of(422, name, title, detail);
        return new Refusal(
                problem.type(), title, 422, detail, field, preview.doubts(), preview.rejected(), preview.rejections());
    }

    static Response refused(Refusal refusal) {
        return Response.status(refusal.status())
                .type(Problem.MEDIA_TYPE)
                .entity(refusal)
                .build();
    }

    /** The newest first. */
    @GET
    public ImportList list(@PathParam("site") String site) throws SQLException {
        return new ImportList(imports.list(ImportParameters.site(site), LISTED));
    }

    @GET
    @Path("{id}")
    public ImportRecord one(@PathParam("site") String site, @PathParam("id") String id) throws SQLException {
        return find(site, id);
    }

    /** Takes it back as a whole: answers and excursions are as if it had never been; its evidence stays, and is marked. */
    @DELETE
    @Path("{id}")
    public ImportRecord withdraw(
            @PathParam("site") String site,
            @PathParam("id") String id,
            @Context UriInfo uri,
            @Context HttpServerRequest request)
            throws SQLException {
        io.frostline.web.Parameters.requireKnown(uri, "by");
        String by = Optional.ofNullable(uri.getQueryParameters().getFirst("by")).orElse(address(request));
        imports.withdraw(find(site, id), by);
        return find(site, id);
    }

    private ImportRecord find(String site, String id) throws SQLException {
        try {
            return imports.find(site, UUID.fromString(id))
                    .orElseThrow(() -> Refused.notFound("import", "site '" + site + "' has no import " + id));
        } catch (IllegalArgumentException e) {
            throw Refused.notFound("import", "'" + id + "' is no import's id");
        }
    }
}
