package io.frostline.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Participants of actions, which do what they are told once and answer as they like: well, "accepted", wrongly, slowly, not at all. A
 * participant's address is {@code /NAME}, and it is told apart by action.
 */
final class LraParticipants implements AutoCloseable {
    /** How a participant answers a call, given how often it was called. */
    interface Answers {
        void answer(HttpExchange call, int attempt) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final Answers answers;
    /** What was heard, by action and participant: complete, compensate or both. */
    private final Map<String, Set<String>> heard = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    LraParticipants(Answers answers) {
        this.answers = answers;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String address(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** Returns what a participant was told of an action: {@code complete}, {@code compensate}. */
    Set<String> heard(String name, String action) {
        return heard.getOrDefault(action + "/" + name, Set.of());
    }

    private void handle(HttpExchange call) throws IOException {
        String[] path = call.getRequestURI().getPath().split("/");
        String context = call.getRequestHeaders().getFirst("Long-Running-Action");
        String action = context.substring(context.lastIndexOf('/') + 1);
        String key = action + "/" + path[1];
        if (path.length > 2) {
            heard.computeIfAbsent(key, any -> ConcurrentHashMap.newKeySet()).add(path[2]);
            int attempt = calls.computeIfAbsent(key, any -> new AtomicInteger()).incrementAndGet();
            try {
                answers.answer(call, attempt);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            boolean compensated = heard.getOrDefault(key, Set.of()).contains("compensate");
            answer(call, 200, compensated ? "Compensated" : "Completed");
        }
    }

    static void answer(HttpExchange call, int status, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        try (call) {
            call.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
