package io.frostline.coldroom.excursion;

import static io.frostline.platform.web.Constraints.*;

import io.frostline.platform.web.Page;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Resource of excursions and times without data, and of their acknowledgements. */
@Path("/api/v1/excursions")
public class ExcursionsResource {
    private static final String STATES = "open|ended|withdrawn";
    private static final String STATES_MESSAGE = "must be one of [ended, open, withdrawn]";

    private final ExcursionBook book;

    public ExcursionsResource(ExcursionBook book) {
        this.book = book;
    }

    public record Acknowledge(
            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String by,

            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String comment,

            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String action) {}

    /** Returns the latest thousand; or those that began in [from, to), oldest first, in pages: {@code Link} names the next. */
    @GET
    public Response all(
            @QueryParam("site") @Nullable String site,
            @QueryParam("room") @Nullable String room,
            @QueryParam("state") @Nullable @Pattern(regexp = STATES, message = STATES_MESSAGE) String state,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Optional<Page> page = Page.asked(from, to, limit, cursor);
        ExcursionBook.Asked asked = new ExcursionBook.Asked(site, room, state);
        return page.isPresent()
                ? page.get().answer(path(site, room, state), book.begunIn(asked, page.get()))
                : Response.ok(book.latest(asked)).build();
    }

    private static String path(@Nullable String site, @Nullable String room, @Nullable String state) {
        UriBuilder path = UriBuilder.fromPath("/api/v1/excursions");
        Optional.ofNullable(site).ifPresent(value -> path.queryParam("site", value));
        Optional.ofNullable(room).ifPresent(value -> path.queryParam("room", value));
        Optional.ofNullable(state).ifPresent(value -> path.queryParam("state", value));
        return path.build().toString();
    }

    @GET
    @Path("{id}")
    public ExcursionAnswer one(@PathParam("id") UUID id) {
        return book.get(id);
    }

    /** Acknowledges an excursion. A duplicate changes nothing. */
    @POST
    @Path("{id}/acknowledgements")
    public ExcursionAnswer acknowledge(@PathParam("id") UUID id, @NotNull(message = MISSING) @Valid Acknowledge body) {
        book.acknowledge(id, body.by, body.comment, body.action);
        return book.get(id);
    }
}
