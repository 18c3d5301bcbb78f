package io.frostline.lra.web;

import io.frostline.lra.store.StoreUnavailable;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers to requests that are refused or fail: the reason as text, as clients of MicroProfile LRA read it. */
@Singleton
public class Refusals {
    @ServerExceptionMapper
    public Response refused(Refusal refusal) {
        return text(refusal.status(), refusal);
    }

    /** Unknown outcome: the client may repeat the request. */
    @ServerExceptionMapper
    public Response unavailable(StoreUnavailable unavailable) {
        return text(503, unavailable);
    }

    @ServerExceptionMapper
    public Response invalid(IllegalArgumentException invalid) {
        return text(400, invalid);
    }

    @ServerExceptionMapper
    public Response wrapped(CompletionException wrapped) {
        return switch (wrapped.getCause()) {
            case Refusal refusal -> refused(refusal);
            case StoreUnavailable unavailable -> unavailable(unavailable);
            case IllegalArgumentException invalid -> invalid(invalid);
            case null, default -> text(500, wrapped);
        };
    }

    private static Response text(int status, Exception e) {
        return Response.status(status)
                .type(MediaType.TEXT_PLAIN)
                .entity(String.valueOf(e.getMessage()))
                .build();
    }
}
