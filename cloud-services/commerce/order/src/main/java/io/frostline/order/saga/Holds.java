package io.frostline.order.saga;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.HoldPayment;
import io.frostline.commerce.HoldStock;
import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.RefundPayment;
import io.frostline.commerce.RefundPayments;
import io.frostline.commerce.ReleaseStock;
import io.frostline.order.OrderConfig;
import io.frostline.platform.saga.Calls;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Client that asks stock and payment to hold, within an action, what orders need or return. */
@ApplicationScoped
public class Holds {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    /** Timeout of requests that concern many orders at once. */
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(10);

    private static final String QUARANTINES = "/api/v1/stock-quarantines";

    private final OrderConfig config;
    private final ObjectMapper json;
    private final Calls calls;

    public Holds(OrderConfig config, ObjectMapper json, Calls calls) {
        this.config = config;
        this.json = json;
        this.calls = calls;
    }

    /** Outcome of a request. Whatever it is, ending the action ends what the request held. */
    public sealed interface Answer {
        record Held(JsonNode body) implements Answer {}

        /** Refusal with a reason that the customer can understand. */
        record No(Problem why) implements Answer {}

        /** Unknown outcome: it may be held or not. */
        record None(String what) implements Answer {}

        /** Returns why it is not known to be held; empty if it is held. */
        default Optional<Problem> refusal() {
            return switch (this) {
                case Held held -> Optional.empty();
                case No no -> Optional.of(no.why);
                case None none ->
                    Optional.of(Problem.of(
                            503, "service-unavailable", "Service unavailable", "nothing was changed: " + none.what));
            };
        }
    }

    public Answer stock(Lra lra, HoldStock request) {
        return ask(config.stockUrl(), "/api/v1/stock-holds", lra, request);
    }

    public Answer payment(Lra lra, HoldPayment request) {
        return ask(config.paymentUrl(), "/api/v1/payment-holds", lra, request);
    }

    public Answer stockRelease(Lra lra, ReleaseStock request) {
        return ask(config.stockUrl(), "/api/v1/stock-releases", lra, request);
    }

    public Answer refund(Lra lra, RefundPayment request) {
        return ask(config.paymentUrl(), "/api/v1/refund-holds", lra, request);
    }

    public Answer quarantine(Lra lra, QuarantineLots request) {
        return ask("POST", config.stockUrl().resolve(QUARANTINES), within(lra), request, LONG_TIMEOUT);
    }

    public Answer refunds(Lra lra, RefundPayments request) {
        return ask(
                "POST",
                config.paymentUrl().resolve("/api/v1/refund-holds/several"),
                within(lra),
                request,
                LONG_TIMEOUT);
    }

    /** Returns how many orders have goods of a quarantine's lots. */
    public Answer standing(UUID quarantine) {
        return ask("GET", config.stockUrl().resolve(QUARANTINES + "/" + quarantine), Map.of(), "", TIMEOUT);
    }

    /**
     * Ends a quarantine outside of any action; safe to repeat.
     *
     * @param how {@code release} or {@code write-off}
     */
    public Answer end(UUID quarantine, String how, QuarantineLots.End request) {
        return ask(
                "POST",
                config.stockUrl().resolve(QUARANTINES + "/" + quarantine + "/" + how),
                Map.of(),
                request,
                LONG_TIMEOUT);
    }

    private static Map<String, String> within(Lra lra) {
        return Map.of(Lra.HEADER, lra.toString());
    }

    private Answer ask(URI service, String path, Lra lra, Object request) {
        return ask("POST", service.resolve(path), within(lra), request, TIMEOUT);
    }

    private Answer ask(String method, URI uri, Map<String, String> headers, Object request, Duration timeout) {
        String path = uri.getPath();
        try {
            Calls.Answer answer = calls.send(method, uri, headers, json.writeValueAsString(request), timeout);
            return switch (answer.status()) {
                case 200, 204 ->
                    new Answer.Held(answer.body().isEmpty() ? json.createObjectNode() : json.readTree(answer.body()));
                case 400, 404, 409, 422 -> new Answer.No(problem(answer));
                default -> new Answer.None(path + " answered " + answer.status());
            };
        } catch (IOException e) {
            return new Answer.None(path + " does not answer");
        }
    }

    private Problem problem(Calls.Answer answer) throws JsonProcessingException {
        return json.readValue(answer.body(), Problem.class);
    }
}
