package io.frostline.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.commerce.HoldPayment;
import io.frostline.contract.commerce.HoldStock;
import io.frostline.saga.Lra;
import io.frostline.web.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks stock and payment to hold what an order needs. */
@ApplicationScoped
public class Holds {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final OrderConfig config;
    private final ObjectMapper json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    public Holds(OrderConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    /** What became of a request: whatever it was, ending the action ends it. */
    sealed interface Answer {
        record Held(JsonNode body) implements Answer {}

        /** For a reason that the customer can understand. */
        record No(Problem why) implements Answer {}

        /** It may be held, or not. */
        record None(String what) implements Answer {}
    }

    Answer stock(Lra lra, HoldStock request) {
        return ask(config.stockUrl().resolve("/api/v1/stock-holds"), lra, request);
    }

    Answer payment(Lra lra, HoldPayment request) {
        return ask(config.paymentUrl().resolve("/api/v1/payment-holds"), lra, request);
    }

    private Answer ask(URI uri, Lra lra, Object request) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .header(Lra.HEADER, lra.toString())
                            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(request)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return switch (answer.statusCode()) {
                case 200, 204 ->
                    new Answer.Held(answer.body().isEmpty() ? json.createObjectNode() : json.readTree(answer.body()));
                case 400, 404, 409, 422 -> new Answer.No(problem(answer));
                default -> new Answer.None(uri.getPath() + " answered " + answer.statusCode());
            };
        } catch (IOException e) {
            return new Answer.None(uri.getPath() + " does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.None("interrupted");
        }
    }

    private Problem problem(HttpResponse<String> answer) throws JsonProcessingException {
        return json.readValue(answer.body(), Problem.class);
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
