package io.frostline.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Pages of a later version of order: two pages of customers, with a field unknown here, and no orders. */
public final class OrderPages implements QuarkusTestResourceLifecycleManager {
    static final String FIRST = "00000000-0000-0000-0000-00000000000a";
    static final String SECOND = "00000000-0000-0000-0000-00000000000b";

    private final HttpServer server = server();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        server.createContext("/api/v1/customers", exchange -> {
            boolean second = exchange.getRequestURI().getRawQuery().contains("cursor=c-2_%3D");
            if (!second) {
                exchange.getResponseHeaders()
                        .add("Link", "</api/v1/customers?from=2026-01-01T00%3A00%3A00Z&cursor=c-2_%3D>; rel=\"next\"");
            }
            answer(exchange, """
                    [{"id":"%s","name":"Anna","email":"anna@example.com","later":1}]""".formatted(second ? SECOND : FIRST));
        });
        server.createContext("/api/v1/orders", exchange -> answer(exchange, "[]"));
        server.start();
        return Map.of(
                "frostline.notification.order-url",
                "http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
