package io.frostline.saga;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The coordinators as their clients see them. Five calls of MicroProfile LRA's coordinator protocol over one pool of
 * connections; see docs/adr for why not through the participant library.
 */
@ApplicationScoped
public class Coordinators {
    static final String PATH = "/lra-coordinator";
    private static final Logger LOG = Logger.getLogger(Coordinators.class);

    private final SagaConfig config;
    private final HttpClient http;
    private final AtomicInteger next = new AtomicInteger();

    public Coordinators(SagaConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.patience())
                .build();
    }

    /** No coordinator did what it was asked; whether one did it unheard is not known. */
    public static final class Unreachable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreachable(String message) {
            super(message, null, false, false);
        }
    }

    /** What became of an action. */
    public enum Ended {
        /** All participants have completed. */
        CLOSED,
        /** All participants have compensated. */
        CANCELLED,
        /** It is decided; some participant has yet to do its part, and will be asked until it does. */
        ENDING,
        /** A participant said that it can't. */
        FAILED,
        /** The coordinator does not know it any more, or it was decided before. */
        UNKNOWN
    }

    /** Begins an action at one of the coordinators that are up. */
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
                HttpResponse<String> answer = send(HttpRequest.newBuilder(start).POST(BodyPublishers.noBody()));
                if (answer.statusCode() == 201) {
                    return new Lra(
                            URI.create(answer.headers().firstValue("Location").orElse(answer.body())));
                }
                last = coordinator + " answered " + answer.statusCode();
            } catch (IOException e) {
                last = coordinator + " does not answer";
            }
            LOG.warn(last);
        }
        throw new Unreachable(last);
    }

    /**
     * Takes part in an action.
     *
     * @param participant below this path of this service the coordinator finds {@code complete} and {@code compensate}
     * @return false if the action is over, or never was
     */
    public boolean join(Lra lra, String participant) throws Unreachable {
        URI base = config.self();
        String link = link(base, participant, "compensate") + "," + link(base, participant, "complete");
        try {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(lra.id()).header("Link", link).PUT(BodyPublishers.noBody()));
            return switch (answer.statusCode()) {
                case 200 -> true;
                case 404, 410, 412 -> false;
                default -> throw new Unreachable("joining " + lra + " was answered " + answer.statusCode());
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
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(URI.create(lra + "/" + how)).PUT(BodyPublishers.noBody()));
            return switch (answer.statusCode()) {
                case 200, 202 -> ended(answer.body());
                case 404, 410, 412 -> Ended.UNKNOWN;
                default -> throw new Unreachable(how + " of " + lra + " was answered " + answer.statusCode());
            };
        } catch (IOException e) {
            throw new Unreachable(how + " of " + lra + ": " + e.getMessage());
        }
    }

    /** What the coordinator says of it; empty if it is still open. */
    public Optional<Ended> status(Lra lra) throws Unreachable {
        try {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(URI.create(lra + "/status")).GET());
            return switch (answer.statusCode()) {
                case 200 -> answer.body().equals("Active") ? Optional.empty() : Optional.of(ended(answer.body()));
                case 404, 410, 412 -> Optional.of(Ended.UNKNOWN);
                default -> throw new Unreachable("the status of " + lra + " was answered " + answer.statusCode());
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

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(
                    request.timeout(config.patience())
                            .header("Accept", "text/plain")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
