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
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where a failure becomes an answer. */
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response refused(Refused refused) {
        return answer(refused.problem());
    }

    @ServerExceptionMapper
    Response json(JacksonException e) {
        return answer(problem(e));
    }

    /** Quarkus has a mapper of its own for these, which says nothing. */
    @ServerExceptionMapper
    Response json(MismatchedInputException e) {
        return answer(problem(e));
    }

    /** Says which field, and what our own types said of it, rather than which class could not be made. */
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

    /** Says of each field what would be right; the first is the problem, all are among its violations. */
    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e) {
        List<Violation> violations = Violation.of(e);
        Violation first = violations.getFirst();
        Problem problem =
                Refused.badRequest(first.name(), first.detail()).problem().on(first.field());
        return answer(violations.size() == 1 ? problem : problem.with(violations));
    }

    /** Quarkus has a mapper of its own for these, too. */
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
        Response.StatusType reason = e.getResponse().getStatusInfo();
        return answer(Problem.of(
                status,
                reason.getReasonPhrase().toLowerCase(java.util.Locale.ROOT).replace(' ', '-'),
                reason.getReasonPhrase(),
                status == 413 ? "the body is too large; send it in parts" : String.valueOf(e.getMessage())));
    }

    @ServerExceptionMapper
    Response unexpected(Exception e) {
        LOG.error("a request failed", e);
        return answer(Problem.of(
                500, "internal-error", "Internal error", "the request failed and left nothing behind; try again"));
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
