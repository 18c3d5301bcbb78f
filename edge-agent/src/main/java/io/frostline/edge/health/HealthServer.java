package io.frostline.edge.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frostline.edge.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** HTTP server of {@code /health} and {@code /metrics} on a local port. */
public final class HealthServer implements AutoCloseable {
    /** Result of one health check, with what is wrong. An agent that records is healthy even if the link is down. */
    public record Check(String name, boolean up, String detail) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param port 0 means any free port */
    public HealthServer(String host, int port, AgentMetrics metrics, Supplier<List<Check>> checks) throws IOException {
        server = HttpServer.create(new InetSocketAddress(host, port), 16);
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> {
            answer(exchange, 200, AgentMetrics.CONTENT_TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
        });
        server.createContext("/health", exchange -> {
            List<Check> all = checks.get();
            boolean up = all.stream().allMatch(Check::up);
            answer(exchange, up ? 200 : 503, "application/json", json(up, all));
        });
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static byte[] json(boolean up, List<Check> checks) {
        return JsonText.object(health -> health.member("status", up ? "UP" : "DOWN")
                .member(
                        "checks",
                        checks,
                        (object, check) -> object.member("name", check.name())
                                .member("status", check.up() ? "UP" : "DOWN")
                                .member("detail", check.detail())));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
