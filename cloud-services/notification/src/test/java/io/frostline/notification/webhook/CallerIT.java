package io.frostline.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frostline.notification.Configurations;
import io.frostline.notification.delivery.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerIT {
    private static final Map<String, String> SETTINGS = Map.of(
            "frostline.notification.webhook.secret", "secret",
            "frostline.notification.webhook.timeout", "1s");

    private final Caller caller = new Caller(Configurations.with(WebhookConfig.class, SETTINGS));
    private final ExecutorService serving = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger followed = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serving);
        server.createContext("/answer/", CallerIT::answer);
        server.createContext("/redirected", exchange -> {
            followed.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
        });
        server.createContext("/silent", exchange -> await());
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('.');
            exchange.getResponseBody().flush();
            await();
        });
        server.start();
    }

    /** Answers with the requested status. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("Location", "/redirected");
            exchange.sendResponseHeaders(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)), -1);
        }
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
        serving.shutdownNow();
        caller.close();
    }

    private Outcome call(Caller by, String path) throws InterruptedException {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return by.send(new WebhookAttempt(UUID.randomUUID(), url, "{}", 1, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void isAccepted(int status) throws Exception {
        assertThat(call(caller, "/answer/" + status)).isEqualTo(new Outcome.Accepted());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 410, 422})
    void isRefusedForGood(int status) throws Exception {
        assertThat(call(caller, "/answer/" + status)).isEqualTo(new Outcome.Refused("answered " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void isTriedAgain(int status) throws Exception {
        assertThat(call(caller, "/answer/" + status)).isEqualTo(new Outcome.Unknown("answered " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void redirectsAreNotFollowed(int status) throws Exception {
        assertThat(call(caller, "/answer/" + status)).isEqualTo(new Outcome.Unknown("answered " + status));
        assertThat(followed).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/endless"})
    void nobodyIsWaitedForForEver(String path) throws Exception {
        assertThat(call(caller, path))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).containsAnyOf("no answer within 1 s", "timed out"));
    }

    @Test
    void withoutASecretNothingGoesOut() throws Exception {
        Caller unsigned = new Caller(Configurations.with(WebhookConfig.class, Map.of()));
        assertThat(call(unsigned, "/redirected"))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .startsWith("frostline.notification.webhook.secret is not set"));
        assertThat(followed).hasValue(0);
        unsigned.close();
    }
}
