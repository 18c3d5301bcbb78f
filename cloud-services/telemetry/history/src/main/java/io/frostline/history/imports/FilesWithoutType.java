package io.frostline.history.imports;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Filter that gives a file without a content type a generic one; otherwise it would count as a form. */
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
