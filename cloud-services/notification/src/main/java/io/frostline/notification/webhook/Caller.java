package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Outcome;
import io.frostline.notification.delivery.Transport;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Transport that calls webhooks: one signed POST with its idempotency key. It does not follow redirects. */
@ApplicationScoped
class Caller implements Transport<WebhookAttempt> {
    static final String KEY_HEADER = "X-Idempotency-Key";
    /** Status codes 4xx that say nothing about the request itself (RFC 9110, RFC 8470, RFC 6585); they are retried. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final Optional<String> secret;
    private final Duration timeout;
    private final Clock clock = Clock.systemUTC();
    private final HttpClient http;

    Caller(WebhookConfig config) {
        this.secret = config.secret().filter(text -> !text.isBlank());
        this.timeout = config.timeout();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Duration longest() {
        return timeout;
    }

    @Override
    public Outcome send(WebhookAttempt webhook) throws InterruptedException {
        if (secret.isEmpty()) {
            return new Outcome.Unknown("frostline.notification.webhook.secret is not set: nothing goes out unsigned");
        }
        CompletableFuture<HttpResponse<Void>> answer;
        try {
            answer = http.sendAsync(request(webhook, secret.get()), HttpResponse.BodyHandlers.discarding());
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused("no URL for a webhook: " + e.getMessage());
        }
        try {
            // the client's own timeout ends with the head of an answer; a body could continue forever
            return outcome(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException e) {
            return new Outcome.Unknown("no answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Outcome.Unknown(reason(e.getCause() == null ? e : e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(WebhookAttempt webhook, String key) {
        return HttpRequest.newBuilder(URI.create(webhook.url()))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "frostline")
                .header(KEY_HEADER, webhook.id().toString())
                .header(Signature.HEADER, Signature.of(webhook.body(), key, clock.instant()))
                .POST(HttpRequest.BodyPublishers.ofString(webhook.body()))
                .build();
    }

    static Outcome outcome(int status) {
        if (status >= 200 && status < 300) {
            return new Outcome.Accepted();
        }
        boolean refused = status >= 400 && status < 500 && !PASSING.contains(status);
        return refused ? new Outcome.Refused("answered " + status) : new Outcome.Unknown("answered " + status);
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
