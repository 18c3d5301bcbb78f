package io.frostline.edge.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** {@code /health} and {@code /metrics} on a local port. */
public final class HealthServer implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    /** One thing that is well, or what is wrong with it. An agent that records is healthy though the link is down. */
    public record Check(String name, boolean up, String detail) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param port 0: any free one */
    public HealthServer(String host, int port, PrometheusRegistry metrics, Supplier<List<Check>> checks)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(host, port), 16);
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            PrometheusTextFormatWriter.create().write(body, metrics.scrape());
            answer(exchange, 200, PrometheusTextFormatWriter.CONTENT_TYPE, body.toByteArray());
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

    private static byte[] json(boolean up, List<Check> checks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("status", up ? "UP" : "DOWN");
            json.writeArrayFieldStart("checks");
            for (Check check : checks) {
                json.writeStartObject();
                json.writeStringField("name", check.name());
                json.writeStringField("status", check.up() ? "UP" : "DOWN");
                json.writeStringField("detail", check.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
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
