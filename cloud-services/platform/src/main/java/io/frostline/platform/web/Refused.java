package io.frostline.platform.web;

/** Ends a request with a {@link Problem}. No stack trace: it is an answer. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    private Refused(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public static Refused badRequest(String field, String detail) {
        return new Refused(
                Problem.of(400, "invalid-" + field.toLowerCase(java.util.Locale.ROOT), "Invalid " + field, detail)
                        .on(field));
    }

    public static Refused unprocessable(String field, String detail) {
        return new Refused(
                Problem.of(422, "unusable-" + field.toLowerCase(java.util.Locale.ROOT), "Unusable " + field, detail)
                        .on(field));
    }

    /** The request is well-formed, and what it asks for can't be done as things stand. */
    public static Refused conflict(String name, String title, String detail) {
        return new Refused(Problem.of(409, name, title, detail));
    }

    /** Somebody whom this needs does not answer; nothing was done. */
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
