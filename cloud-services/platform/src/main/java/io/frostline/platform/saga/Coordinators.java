package io.frostline.platform.saga;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Client of the coordinators. It makes five calls of MicroProfile LRA's coordinator protocol over one connection pool; see docs/adr
 * for why it does not use the participant library.
 */
@ApplicationScoped
public class Coordinators {
    static final String PATH = "/lra-coordinator";
    private static final Logger LOG = Logger.getLogger(Coordinators.class);

    private final SagaConfig config;
    private final Calls calls;
    private final AtomicInteger next = new AtomicInteger();

    public Coordinators(SagaConfig config, Calls calls) {
        this.config = config;
        this.calls = calls;
    }

    /** Failure in which no coordinator confirmed the request; it is unknown whether one executed it. */
    public static final class Unreachable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreachable(String message) {
            super(message, null, false, false);
        }
    }

    /** State of an action whose end was requested. */
    public enum Ended {
        /** All participants have completed. */
        CLOSED,
        /** All participants have compensated. */
        CANCELLED,
        /** The outcome is decided; some participant has not ended its part yet, and the coordinator retries until it does. */
        ENDING,
        /** A participant reported that it can't. */
        FAILED,
        /** The coordinator no longer knows the action, or it was decided before. */
        UNKNOWN
    }

    /** Starts an action at one of the coordinators that are up. */
    public Lra start(String client) throws Unreachable {
        List<URI> all = config.coordinators();
        String last = "none is configured";
        int first = Math.floorMod(next.getAndIncrement(), all.size());
        for (int i = 0; i < all.size(); i++) {
            URI coordinator = all.get((first + i) % all.size());
            URI start = coordinator.resolve(PATH + "/start?ClientID="
                    + URLEncoder.encode(client, StandardCharsets.UTF_8) + "&TimeLimit="
                    + config.timeLimit().toMillis());
            try {
                Calls.Answer answer = send("POST", start, Map.of());
                if (answer.status() == 201) {
                    return new Lra(URI.create(answer.location().orElse(answer.body())));
                }
                last = coordinator + " answered " + answer.status();
            } catch (IOException e) {
                last = coordinator + " does not answer";
            }
            LOG.warn(last);
        }
        throw new Unreachable(last);
    }

    /**
     * Joins an action as a participant.
     *
     * @param participant path of this service under which the coordinator calls {@code complete} and {@code compensate}
     * @return false if the action has ended or never existed
     */
    public boolean join(Lra lra, String participant) throws Unreachable {
        URI base = config.self();
        String link = link(base, participant, "compensate") + "," + link(base, participant, "complete");
        try {
            Calls.Answer answer = send("PUT", lra.id(), Map.of("Link", link));
            return switch (answer.status()) {
                case 200 -> true;
                case 404, 410, 412 -> false;
                default -> throw new Unreachable("joining " + lra + " was answered " + answer.status());
            };
        } catch (IOException e) {
            throw new Unreachable("joining " + lra + ": " + e.getMessage());
        }
    }

    private static String link(URI base, String participant, String rel) {
        return "<" + base.resolve(participant + "/" + rel) + ">; rel=\"" + rel + "\"; title=\"" + rel
                + " URI\"; type=\"text/plain\"";
    }

    public Ended close(Lra lra) throws Unreachable {
        return end(lra, "close");
    }

    public Ended cancel(Lra lra) throws Unreachable {
        return end(lra, "cancel");
    }

    private Ended end(Lra lra, String how) throws Unreachable {
        try {
            Calls.Answer answer = send("PUT", URI.create(lra + "/" + how), Map.of());
            return switch (answer.status()) {
                case 200, 202 -> ended(answer.body());
                case 404, 410, 412 -> Ended.UNKNOWN;
                default -> throw new Unreachable(how + " of " + lra + " was answered " + answer.status());
            };
        } catch (IOException e) {
            throw new Unreachable(how + " of " + lra + ": " + e.getMessage());
        }
    }

    /** Returns the coordinator's status of an action; empty if it is still open. */
    public Optional<Ended> status(Lra lra) throws Unreachable {
        try {
            Calls.Answer answer = send("GET", URI.create(lra + "/status"), Map.of());
            return switch (answer.status()) {
                case 200 -> answer.body().equals("Active") ? Optional.empty() : Optional.of(ended(answer.body()));
                case 404, 410, 412 -> Optional.of(Ended.UNKNOWN);
                default -> throw new Unreachable("the status of " + lra + " was answered " + answer.status());
            };
        } catch (IOException e) {
            throw new Unreachable("the status of " + lra + ": " + e.getMessage());
        }
    }

    private static Ended ended(String status) {
        return switch (status) {
            case "Closed" -> Ended.CLOSED;
            case "Cancelled" -> Ended.CANCELLED;
            case "FailedToClose", "FailedToCancel" -> Ended.FAILED;
            default -> Ended.ENDING;
        };
    }

    private Calls.Answer send(String method, URI uri, Map<String, String> headers) throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept", "text/plain");
        return calls.send(method, uri, all, "", config.timeout());
    }
}
