package io.frostline.coldroom.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Test with a server that sends the beginning of an answer, then nothing, and keeps its connection open. */
class StallTimeoutInputStreamIT {
    @Test
    @Timeout(20)
    void whatStallsFails() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClient http = HttpClient.newHttpClient();
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            Thread.ofVirtual().start(() -> answerTheBeginning(server));
            HttpResponse<InputStream> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (StallTimeoutInputStream answer =
                    new StallTimeoutInputStream(response.body(), Duration.ofMillis(500), clock)) {
                assertThat(answer.readNBytes(4))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("abcd");
                assertThatThrownBy(answer::read).isInstanceOf(IOException.class);
            }
            http.shutdownNow();
        }
    }

    private static void answerTheBeginning(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nabcd".getBytes(StandardCharsets.UTF_8));
            int end = client.getInputStream().read(new byte[1 << 16]);
            while (end >= 0) { // until the client hangs up
                end = client.getInputStream().read(new byte[1 << 16]);
            }
        } catch (IOException e) {
            // the client closed the connection
        }
    }
}
