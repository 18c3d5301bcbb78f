package io.frostline.platform.web;

import java.util.Locale;

/** Exception that ends a request with a {@link Problem}. It has no stack trace because it is an answer. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    private Refused(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public static Refused badRequest(String field, String detail) {
        String name = "invalid-" + field.toLowerCase(Locale.ROOT);
        return new Refused(Problem.of(400, name, "Invalid " + field, detail).on(field));
    }

    public static Refused unprocessable(String field, String detail) {
        String name = "unusable-" + field.toLowerCase(Locale.ROOT);
        return new Refused(Problem.of(422, name, "Unusable " + field, detail).on(field));
    }

    /** Returns a refusal of a well-formed request that the current state does not allow. */
    public static Refused conflict(String name, String title, String detail) {
        return new Refused(Problem.of(409, name, title, detail));
    }

    /** Returns a refusal for a required service that does not answer; nothing was done. */
    public static Refused unavailable(String what, String detail) {
        return new Refused(Problem.of(503, what + "-unavailable", "Service unavailable", detail));
    }

    public static Refused notFound(String what, String detail) {
        return new Refused(Problem.of(404, "unknown-" + what, "Unknown " + what, detail));
    }

    public Problem problem() {
        return problem;
    }
}
