package io.frostline.notification;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Client of order's lists for a range [from, to), oldest first, page by page. The response link {@code next} has the cursor of the
 * next page; the last page has none. The client does not retry.
 */
@RegisterRestClient(configKey = "frostline-order")
@Path("/api/v1")
interface OrderClient {
    /** Returns customers that were added. */
    @GET
    @Path("customers")
    RestResponse<List<News.Customer>> customers(
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("limit") int limit,
            @QueryParam("cursor") @Nullable String cursor);

    /** Returns orders that ended. */
    @GET
    @Path("orders")
    RestResponse<List<News.Order>> orders(
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("limit") int limit,
            @QueryParam("cursor") @Nullable String cursor);
}
