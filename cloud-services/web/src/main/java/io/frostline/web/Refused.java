package io.frostline.web;

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

    public static Refused notFound(String what, String detail) {
        return new Refused(Problem.of(404, "unknown-" + what, "Unknown " + what, detail));
    }

    public Problem problem() {
        return problem;
    }
}
