package io.frostline.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Proxy of an HTTP service that lets every call pass, except one that it was armed for: there it runs the fault. */
public final class CallProxy implements AutoCloseable {
    /** Moment of the fault: before the service has the call, or after it has answered and before the caller knows. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    private static final Set<String> NOT_FORWARDED =
            Set.of("connection", "content-length", "host", "upgrade", "http2-settings", "transfer-encoding");

    private record Armed(Pattern call, Moment moment, Runnable fault) {}

    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int target;
    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private volatile Consumer<String> watcher = call -> {};

    public CallProxy(int target) {
        this.target = target;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Arms the proxy: the fault happens at the next call that matches, and no other.
     *
     * @param call of {@code METHOD path}
     */
    public void arm(String call, Moment moment, Runnable fault) {
        armed.set(new Armed(Pattern.compile(call), moment, fault));
    }

    /** @param calls receives each call from now on, as {@code METHOD path} */
    public void watch(Consumer<String> calls) {
        watcher = calls;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String call = exchange.getRequestMethod() + " " + path;
            watcher.accept(call);
            fault(call, Moment.BEFORE).run();
            Runnable after = fault(call, Moment.AFTER);
            HttpResponse<byte[]> answer = forward(exchange, body);
            after.run();
            answer.headers().map().forEach((name, values) -> {
                if (!NOT_FORWARDED.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private Runnable fault(String call, Moment moment) {
        Armed here = armed.get();
        boolean hit = here != null
                && here.moment == moment
                && here.call.matcher(call).matches()
                && armed.compareAndSet(here, null);
        return hit && here != null ? here.fault : () -> {};
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + target + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                // the service must name itself by the address that the caller used
                .setHeader("X-Forwarded-Host", url().substring("http://".length()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }
}
