package io.frostline.lra.web;

/** Request that the coordinator refuses, with the HTTP status and the text of the answer. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    static Refusal unknown(String id) {
        return new Refusal(404, "there is no action " + id);
    }
}
