package io.frostline.lra.web;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Version of the protocol: Narayana's header, checked and given back. */
@Singleton
public class ApiVersion {
    static final String HEADER = "Narayana-LRA-API-version";
    private static final Set<String> KNOWN = Set.of("1.0", "1.1", "1.2", "1.3", "2.0");

    @ServerRequestFilter
    public @Nullable Response check(ContainerRequestContext request) {
        String version = request.getHeaderString(HEADER);
        return version == null || KNOWN.contains(version)
                ? null
                : Response.status(Response.Status.EXPECTATION_FAILED)
                        .entity(HEADER + ": " + version + " is none of "
                                + KNOWN.stream().sorted().toList())
                        .build();
    }

    @ServerResponseFilter
    public void giveBack(ContainerRequestContext request, ContainerResponseContext response) {
        String version = request.getHeaderString(HEADER);
        if (version != null && KNOWN.contains(version)) {
            response.getHeaders().putSingle(HEADER, version);
        }
    }

    /** Returns true if the client knows that a close or cancel may answer before the action has ended. */
    static boolean knowsAccepted(@Nullable String version) {
        return "2.0".equals(version);
    }
}
