package io.frostline.history.imports;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Takes a file that is sent without a content type as one of any other: else it would count as a form. */
class FilesWithoutType {
    @ServerRequestFilter(preMatching = true)
    void setType(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.POST)
                && request.getHeaderString(HttpHeaders.CONTENT_TYPE) == null
                && request.getUriInfo().getPath().endsWith("/imports")) {
            request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }
}
