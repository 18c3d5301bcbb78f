package io.frostline.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frostline.testing.Deployment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Server that receives alarm webhooks, and accepts only signed and recent ones. */
final class WebhookReceiver implements AutoCloseable {
    private static final Pattern SIGNATURE = Pattern.compile("t=(\\d+),v1=([0-9a-f]{64})");

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    /** Statuses of the next calls; later calls get 204. */
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    record Call(String key, String signature, String body, int answered) {
        boolean isGenuine() {
            Matcher parts = SIGNATURE.matcher(signature);
            if (!parts.matches()) {
                return false;
            }
            Instant at = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
            return Duration.between(at, Instant.now()).compareTo(Duration.ofMinutes(5)) < 0
                    && parts.group(2).equals(hmac(parts.group(1) + "." + body));
        }

        private static String hmac(String text) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(Deployment.WEBHOOK_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    WebhookReceiver(Integer... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Deployment.freePort()), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/alarms", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Integer scripted = answers.poll();
            int answer = scripted == null ? 204 : scripted;
            calls.add(new Call(
                    String.valueOf(exchange.getRequestHeaders().getFirst("X-Idempotency-Key")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("X-Frostline-Signature")),
                    body,
                    answer));
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/alarms";
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
