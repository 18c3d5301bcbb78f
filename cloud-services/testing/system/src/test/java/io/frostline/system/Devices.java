package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.frostline.testing.EdgeAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Ten devices with five readings a second each; a reading is in the log once the site's broker has it. */
final class Devices implements Runnable {
    static final int COUNT = 10;

    private final Map<String, TreeMap<Long, String>> emitted = new ConcurrentHashMap<>();
    private final Mqtt5BlockingClient client;
    private volatile boolean stopped;

    Devices(int port) {
        client = Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
        client.connect();
    }

    @Override
    public void run() {
        Random random = new Random(1);
        long at = System.currentTimeMillis();
        try {
            while (!stopped) {
                for (int i = 0; i < COUNT; i++) {
                    emit("sensor-" + i, at, (random.nextInt(100) - 250) / 10.0);
                }
                at += 200;
                Thread.sleep(Math.max(0, at - System.currentTimeMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.disconnect();
        }
    }

    /** Returns the log: what the site's broker has acknowledged, by sensor and epoch millisecond. */
    Map<String, TreeMap<Long, String>> emitted() {
        return emitted;
    }

    private void emit(String sensor, long at, double celsius) {
        String json =
                "{\"sensor\":\"%s\",\"at\":\"%s\",\"celsius\":%s}".formatted(sensor, Instant.ofEpochMilli(at), celsius);
        client.publishWith()
                .topic("devices/" + sensor)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(json.getBytes(UTF_8))
                .send();
        emitted.computeIfAbsent(sensor, name -> new TreeMap<>()).put(at, Double.toString(celsius));
    }

    /**
     * Waits until the agent has subscribed: a broker drops messages without a subscriber. Asks with a sensor that the agent
     * does not know.
     */
    void awaitSubscription(EdgeAgent agent) {
        byte[] question = "{\"sensor\":\"nobody\",\"at\":\"2026-01-01T00:00:00Z\",\"celsius\":0}".getBytes(UTF_8);
        await("the agent has subscribed").atMost(Duration.ofSeconds(60)).until(() -> {
            client.publishWith()
                    .topic("devices/nobody")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(question)
                    .send();
            return agent.metric("frostline_rejected_readings_total") > 0;
        });
    }

    void stop() {
        stopped = true;
    }
}
