package io.frostline.coldroom.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frostline.testing.PostgresResource;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "coldroom"))
class HistoryApiComponentTest {
    private static final String TYPE = "Content-Type: application/x-protobuf\r\n";

    @Test
    @Timeout(20)
    void failsAReadOfAStalledAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            answer(server, "HTTP/1.1 200 OK\r\n" + TYPE + "Content-Length: 8\r\n\r\nabcd");
            try (InputStream answer = new BufferedInputStream(history(server).arrivals(new byte[0]))) {
                assertThat(answer.readNBytes(4))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("abcd");
                assertThatThrownBy(answer::read).isInstanceOf(IOException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "302 Found", "404 Not Found", "503 Service Unavailable"})
    @Timeout(20)
    void failsOnAnyStatusBut200(String status) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String length = status.startsWith("204") ? "" : "Content-Length: 0\r\n";
            answer(server, "HTTP/1.1 " + status + "\r\n" + TYPE + length + "\r\n");
            HistoryClient client = new HistoryClient(history(server));
            assertThatThrownBy(() -> client.arrivals(Map.of(), arrivals -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(status.substring(0, 3));
        }
    }

    private static HistoryApi history(ServerSocket server) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                .build(HistoryApi.class);
    }

    /** Answers the first request with this text, and keeps the connection open until the client closes it. */
    private static void answer(ServerSocket server, String text) {
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept()) {
                client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                int end = client.getInputStream().read(new byte[1 << 16]);
                while (end >= 0) {
                    end = client.getInputStream().read(new byte[1 << 16]);
                }
            } catch (IOException e) {
                // the client closed the connection
            }
        });
    }
}
