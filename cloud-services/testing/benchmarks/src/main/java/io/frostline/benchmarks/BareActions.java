package io.frostline.benchmarks;

import com.sun.net.httpserver.HttpServer;
import io.frostline.benchmarks.load.LoadClient;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Long-running actions of two participants that do nothing, which show the cost of the coordinator alone. */
final class BareActions implements AutoCloseable {
    private static final int PARTICIPANTS = 2;
    private static final String LINKS =
            "<%1$s/compensate>; rel=\"compensate\"; title=\"compensate URI\"; type=\"text/plain\","
                    + "<%1$s/complete>; rel=\"complete\"; title=\"complete URI\"; type=\"text/plain\"";

    private final Deployment cloud;
    private final HttpServer participants;

    BareActions(Deployment cloud) throws IOException {
        this.cloud = cloud;
        participants = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        participants.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        participants.createContext("/", exchange -> {
            try (exchange) {
                boolean complete = exchange.getRequestURI().getPath().endsWith("/complete");
                byte[] answer = (complete ? "Completed" : "Compensated").getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        participants.start();
    }

    /** @param hopeless it is cancelled instead of closed */
    void run(boolean hopeless) throws IOException {
        String action = send("POST", cloud.url(Part.LRA_COORDINATOR) + "/lra-coordinator/start?TimeLimit=30000", "")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        for (int i = 0; i < PARTICIPANTS; i++) {
            String participant = "http://127.0.0.1:" + participants.getAddress().getPort() + "/" + i;
            send("PUT", action, LINKS.formatted(participant));
        }
        String ended =
                send("PUT", action + (hopeless ? "/cancel" : "/close"), "").body();
        if (!ended.equals(hopeless ? "Cancelled" : "Closed")) {
            throw new IOException(action + " is " + ended);
        }
    }

    private HttpResponse<String> send(String method, String uri, String link) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .header("Accept", "text/plain")
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!link.isEmpty()) {
            request.header("Link", link);
        }
        HttpResponse<String> answer = LoadClient.send(request.build());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + uri + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    @Override
    public void close() {
        participants.stop(0);
    }
}
