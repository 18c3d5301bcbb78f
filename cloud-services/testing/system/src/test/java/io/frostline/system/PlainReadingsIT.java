package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.frostline.contract.Topics;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.PlainDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Test of a device without an agent that publishes plain JSON at QoS 1: each acknowledged reading is in history once. */
class PlainReadingsIT {
    private static final int FLOODING = 8;
    private static final int FLOOD = 5_000;
    private static final Instant FLOOD_FROM = Instant.parse("2026-03-01T00:00:00Z");

    private final Deployment cloud = Deployment.shared();

    @Test
    void whatTheBrokerTookOutlivesIntakeAndKafka() throws Exception {
        ConcurrentSkipListMap<Long, String> published = new ConcurrentSkipListMap<>();
        Instant begun = Instant.now();
        try (Site device = new Site(cloud, "plain");
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> publishing =
                    clock.scheduleAtFixedRate(() -> publish(device, published), 0, 20, TimeUnit.MILLISECONDS);
            awaitMore(published, 50);
            cloud.kill(Part.INTAKE); // the intake plays no part here
            awaitMore(published, 50);
            cloud.start(Part.INTAKE);
            cloud.kill(Part.KAFKA);
            // a pending acknowledgement arrives once Kafka does
            int before = published.size();
            await().during(Duration.ofSeconds(2)).until(() -> published.size() <= before + 1);
            cloud.start(Part.KAFKA);
            awaitMore(published, 50);
            publishing.cancel(false);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(cloud.api(Part.HISTORY)
                                .readings(
                                        "plain",
                                        "probe",
                                        begun.minusSeconds(1),
                                        Instant.now().plusSeconds(1)))
                        .isEqualTo(new TreeMap<>(published)));
        // metric by which more instances of history are started if it falls behind
        await().atMost(Duration.ofSeconds(30)).until(() -> Topic.lag(cloud, Topics.READINGS, "frostline-history") == 0);
    }

    /**
     * Publishes ten times what intake takes from another broker, right after the broker's start, while Kafka is down for a time.
     */
    @Test
    void everyAcknowledgedReadingIsFoundHoweverManyAreOffered() throws Exception {
        cloud.kill(Part.HISTORY);
        cloud.kill(Part.MQTT);
        cloud.start(Part.MQTT);
        Map<Integer, Future<PlainDevice.Outcome>> outcomes = new TreeMap<>();
        try (ExecutorService devices = Executors.newCachedThreadPool()) {
            for (int d = 0; d < FLOODING; d++) {
                int device = d;
                outcomes.put(device, devices.submit(() -> flood(device, FLOOD)));
            }
            cloud.kill(Part.KAFKA);
            cloud.start(Part.KAFKA);
            cloud.start(Part.HISTORY);
        }
        for (Map.Entry<Integer, Future<PlainDevice.Outcome>> device : outcomes.entrySet()) {
            PlainDevice.Outcome outcome = device.getValue().get();
            assertThat(outcome.isComplete()).isTrue();
            assertThat(outcome.acknowledged().cardinality()).isEqualTo(FLOOD);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(flooded(device.getKey())).isEqualTo(FLOOD));
        }
    }

    @Test
    void whatIsAcknowledgedOutlivesTheBroker() throws Exception {
        try (ExecutorService worker = Executors.newSingleThreadExecutor()) {
            Future<PlainDevice.Outcome> flooding = worker.submit(() -> flood(FLOODING, 1_000_000));
            await().atMost(Duration.ofSeconds(30)).until(() -> flooded(FLOODING) > 1_000);
            cloud.kill(Part.MQTT);
            PlainDevice.Outcome outcome = flooding.get();
            cloud.start(Part.MQTT);
            assertThat(outcome.isComplete()).isFalse();
            Instant end = FLOOD_FROM.plusSeconds(outcome.acknowledged().length() + 1L);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(cloud.api(Part.HISTORY)
                                    .readings("plain-flood", "probe-" + FLOODING, FLOOD_FROM, end))
                            .hasSizeGreaterThanOrEqualTo(outcome.acknowledged().cardinality()));
        }
    }

    @Test
    void whatKafkaCannotTakeIsRefusedOnceTooMuchWaits() throws Exception {
        cloud.kill(Part.KAFKA);
        try (ExecutorService worker = Executors.newSingleThreadExecutor();
                PlainDevice device = new PlainDevice(cloud.port(Part.MQTT), "large", 100)) {
            String space = " ".repeat(1 << 20);
            Future<PlainDevice.Outcome> large = worker.submit(
                    () -> device.publish(Topics.reading("plain-large"), 60, i -> reading("probe", i) + space));
            await().during(Duration.ofSeconds(2)).until(() -> !large.isDone());
            cloud.start(Part.KAFKA);
            PlainDevice.Outcome outcome = large.get();
            assertThat(outcome.refused()).isBetween(20, 40);
            assertThat(outcome.acknowledged().cardinality()).isEqualTo(60 - outcome.refused());
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(cloud.api(Part.HISTORY)
                                    .readings("plain-large", "probe", FLOOD_FROM, FLOOD_FROM.plusSeconds(100)))
                            .hasSize(60 - outcome.refused()));
        }
    }

    /** Messages without acknowledgement cannot be throttled: those without room are dropped and counted. */
    @Test
    void whatIsDroppedAtQos0IsCounted() throws Exception {
        cloud.kill(Part.KAFKA);
        try (Site device = new Site(cloud, "plain-dropped")) {
            byte[] large = (reading("probe", 0) + " ".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 60; i++) {
                device.publish(Topics.reading("plain-dropped"), large, MqttQos.AT_MOST_ONCE);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> droppedByTheBroker() > 10);
        }
        cloud.start(Part.KAFKA);
    }

    /** The broker has stored the message before intake can refuse it: it waits, however many others wait. */
    @Test
    void whatIsPublishedAtQos2IsNeverRefused() throws Exception {
        cloud.kill(Part.KAFKA);
        try (Site device = new Site(cloud, "plain-exactly")) {
            String space = " ".repeat(1 << 20);
            List<CompletableFuture<Void>> acknowledged = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                acknowledged.add(device.publishAcknowledged(
                        Topics.reading("plain-exactly"),
                        (reading("probe", i) + space).getBytes(StandardCharsets.UTF_8),
                        MqttQos.EXACTLY_ONCE));
            }
            await().during(Duration.ofSeconds(2))
                    .until(() -> acknowledged.stream().noneMatch(CompletableFuture::isDone));
            cloud.start(Part.KAFKA);
            CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
                    .get(60, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(cloud.api(Part.HISTORY)
                                    .readings("plain-exactly", "probe", FLOOD_FROM, FLOOD_FROM.plusSeconds(100)))
                            .hasSize(50));
        }
    }

    private double droppedByTheBroker() {
        return cloud.rest(Part.INTAKE).metric("frostline_intake_broker_dropped_total");
    }

    private PlainDevice.Outcome flood(int device, int messages) throws IOException, InterruptedException {
        try (PlainDevice connection = new PlainDevice(cloud.port(Part.MQTT), "flood-" + device, 500)) {
            return connection.publish(Topics.reading("plain-flood"), messages, i -> reading("probe-" + device, i));
        }
    }

    private static String reading(String sensor, int i) {
        return "{\"sensor\":\"%s\",\"at\":\"%s\",\"celsius\":-18.%d}"
                .formatted(sensor, FLOOD_FROM.plusSeconds(i), i % 10);
    }

    private int flooded(int device) {
        return cloud.api(Part.HISTORY)
                .readings("plain-flood", "probe-" + device, FLOOD_FROM, FLOOD_FROM.plusSeconds(FLOOD))
                .size();
    }

    private static void publish(Site device, ConcurrentSkipListMap<Long, String> published) {
        long last = published.isEmpty() ? 0 : published.lastKey();
        // the schedule catches up after a delay: no two readings in one millisecond
        Instant at = Instant.ofEpochMilli(Math.max(last + 1, System.currentTimeMillis()));
        double celsius = published.size() % 300 / 10.0;
        String json = "{\"sensor\":\"probe\",\"at\":\"%s\",\"celsius\":%s}".formatted(at, celsius);
        device.publish(Topics.reading("plain"), json.getBytes(StandardCharsets.UTF_8));
        published.put(at.toEpochMilli(), Double.toString(celsius));
    }

    private static void awaitMore(Map<Long, String> published, int more) {
        int before = published.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> published.size() >= before + more);
    }
}
