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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "coldroom"))
class HistoryApiComponentTest {
    @Test
    @Timeout(20)
    void failsAReadOfAStalledAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerTheBeginning(server));
            HistoryApi history = QuarkusRestClientBuilder.newBuilder()
                    .baseUri(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                    .build(HistoryApi.class);
            try (InputStream answer = new BufferedInputStream(history.arrivals(new byte[0]))) {
                assertThat(answer.readNBytes(4))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("abcd");
                assertThatThrownBy(answer::read).isInstanceOf(IOException.class);
            }
        }
    }

    /** Sends the beginning of an answer, then nothing, and keeps the connection open until the client closes it. */
    private static void answerTheBeginning(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 8\r\n\r\nabcd"
                            .getBytes(StandardCharsets.UTF_8));
            int end = client.getInputStream().read(new byte[1 << 16]);
            while (end >= 0) {
                end = client.getInputStream().read(new byte[1 << 16]);
            }
        } catch (IOException e) {
            // the client closed the connection
        }
    }
}
