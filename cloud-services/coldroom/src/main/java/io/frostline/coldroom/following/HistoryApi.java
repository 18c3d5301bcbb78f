package io.frostline.coldroom.following;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.io.InputStream;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * Client of the feeds of history. Requests are encoded protobuf messages; an answer is a stream of delimited messages, which the
 * caller closes. Any status but 200 is a failure. A read fails when nothing
 * arrives for a while. The client does not retry.
 */
@RegisterRestClient(configKey = "frostline-history")
@RegisterProvider(ReadIdleTimeout.class)
@RegisterProvider(UnexpectedStatus.class)
@Path("/api/v1")
@Consumes(HistoryApi.PROTOBUF)
@Produces(HistoryApi.PROTOBUF)
interface HistoryApi {
    String PROTOBUF = "application/x-protobuf";

    /** @return messages {@code Arrivals} */
    @POST
    @Path("arrivals")
    InputStream arrivals(byte[] follow);

    /** @return messages {@code SensorColumns} */
    @POST
    @Path("columns/{site}")
    InputStream columns(@PathParam("site") String site, byte[] askColumns);
}
