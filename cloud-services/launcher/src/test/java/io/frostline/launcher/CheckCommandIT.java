package io.frostline.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Test on a real broker, without what lies between it and history. */
class CheckCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = Ports.free();
    private final AtomicReference<String> arrived = new AtomicReference<>("");
    private final AtomicInteger sent = new AtomicInteger();
    private volatile double error;
    private volatile int lost;
    private MqttServer broker;
    private MqttClient intake;
    private HttpServer history;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        broker = MqttServer.start(folder, "127.0.0.1", port, "127.0.0.1", new BrokerOptions(), Map.of());
        intake = new MqttClient("tcp://127.0.0.1:" + port, "intake", new MemoryPersistence());
        intake.connect();
        var unused = intake.subscribe(
                new org.eclipse.paho.mqttv5.common.MqttSubscription[] {
                    new org.eclipse.paho.mqttv5.common.MqttSubscription("frostline/v1/helm-test/reading", 1)
                },
                new org.eclipse.paho.mqttv5.client.IMqttMessageListener[] {
                    (topic, message) -> {
                        if (sent.incrementAndGet() > lost) {
                            arrived.set(new String(message.getPayload(), StandardCharsets.UTF_8));
                        }
                    }
                });
        history = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        history.createContext("/api/v1/sensors/helm-test/check/readings", exchange -> {
            byte[] answer = answer(exchange.getRequestURI().getQuery()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        history.start();
    }

    private String answer(String query) throws java.io.IOException {
        JsonNode reading = JSON.readTree(arrived.get());
        if (!query.contains("from=" + reading.path("at").asText("?"))) {
            return "{\"readings\":[]}";
        }
        return "{\"readings\":[{\"celsius\":" + (reading.get("celsius").asDouble() + error) + "}]}";
    }

    @AfterEach
    void stop() throws Exception {
        history.stop(0);
        intake.disconnectForcibly(0, 1000);
        intake.close();
        broker.close();
    }

    private int check(int timeout) {
        return new CommandLine(new CheckCommand())
                .execute(
                        "--url=http://127.0.0.1:" + history.getAddress().getPort(),
                        "--broker=tcp://127.0.0.1:" + port,
                        "--timeout=" + timeout);
    }

    @Test
    void isContentWithWhatItSent() {
        assertThat(check(30)).isZero();
        assertThat(arrived.get()).startsWith("{\"sensor\":\"check\",\"at\":\"");
    }

    @Test
    void sendsAgainWhatNobodyHeard() {
        lost = 1;
        assertThat(check(30)).isZero();
        assertThat(sent.get()).isEqualTo(2);
    }

    @Test
    void isNotContentWithAnythingElse() {
        error = 0.1;
        assertThat(check(1)).isEqualTo(1);
    }
}
