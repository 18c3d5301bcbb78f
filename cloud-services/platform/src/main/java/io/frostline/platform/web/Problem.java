package io.frostline.platform.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of every refusal: problem details of RFC 9457.
 *
 * @param type stable URI of this kind of problem
 * @param detail what was wrong this time, and what would be valid
 * @param field parameter or column at fault, if there is one
 * @param violations all fields at fault, if there are several
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @Nullable List<Violation> violations) {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPES = "https://frostline.io/problems/";

    public static Problem of(int status, String name, String title, String detail) {
        return new Problem(TYPES + name, title, status, detail, null, null);
    }

    Problem with(List<Violation> all) {
        return new Problem(type, title, status, detail, field, all);
    }

    public Problem on(String name) {
        return new Problem(type, title, status, detail, name, violations);
    }

    public Response.ResponseBuilder response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this);
    }
}
