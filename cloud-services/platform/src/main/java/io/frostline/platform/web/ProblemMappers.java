package io.frostline.platform.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response refused(Refused refused) {
        return refused.problem().response().build();
    }

    @ServerExceptionMapper
    Response json(JacksonException e) {
        return problem(e).response().build();
    }

    /** Replaces Quarkus' own mapper of these exceptions, which gives no detail. */
    @ServerExceptionMapper
    Response json(MismatchedInputException e) {
        return problem(e).response().build();
    }

    /** Returns a problem with the field and the message of our own types, rather than the class that could not be created. */
    private static Problem problem(JacksonException e) {
        String detail = e instanceof UnrecognizedPropertyException unknown
                ? "'" + unknown.getPropertyName() + "' is not known here; known are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "))
                : e.getCause() instanceof IllegalArgumentException own
                        ? String.valueOf(own.getMessage())
                        : e.getOriginalMessage();
        Problem problem = Problem.of(400, "invalid-json", "Invalid JSON", detail);
        String field = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        return field.isEmpty() ? problem : problem.on(field);
    }

    /** Returns for each field what would be valid. The first violation is the problem; several are all listed in it. */
    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e) {
        List<Violation> violations = Violation.of(e);
        Violation first = violations.getFirst();
        Problem one = Refused.badRequest(first.name(), first.detail()).problem().on(first.field());
        Problem all = violations.size() == 1 ? one : one.with(violations);
        return all.response().build();
    }

    /** Replaces Quarkus' own mapper of these exceptions as well. */
    @ServerExceptionMapper
    Response invalid(ResteasyReactiveViolationException e) {
        return invalid((ConstraintViolationException) e);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e) {
        if (e.getCause() instanceof JacksonException json) {
            return json(json);
        }
        int status = e.getResponse().getStatus();
        String title = e.getResponse().getStatusInfo().getReasonPhrase();
        String name = title.toLowerCase(Locale.ROOT).replace(' ', '-');
        String detail = status == 413 ? "the body is too large; send it in parts" : String.valueOf(e.getMessage());
        return Problem.of(status, name, title, detail).response().build();
    }

    @ServerExceptionMapper
    Response unexpected(Exception e) {
        LOG.error("a request failed", e);
        String detail = "the request failed and left nothing behind; try again";
        Problem problem = Problem.of(500, "internal-error", "Internal error", detail);
        return problem.response().build();
    }
}
