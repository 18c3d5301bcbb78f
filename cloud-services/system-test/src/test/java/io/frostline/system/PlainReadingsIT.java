package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.Topics;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A device without an agent publishes plain JSON at QoS 1: what the broker took from it is in the history, once. */
class PlainReadingsIT {
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
            for (Part part : new Part[] {Part.INTAKE, Part.KAFKA}) {
                cloud.kill(part);
                awaitMore(published, 50);
                cloud.start(part);
                awaitMore(published, 50);
            }
            publishing.cancel(false);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(new Rest(cloud)
                                .raw(
                                        "plain",
                                        "probe",
                                        begun.minusSeconds(1),
                                        Instant.now().plusSeconds(1)))
                        .isEqualTo(new TreeMap<>(published)));
        // by which more of history are started where it is behind
        await().atMost(Duration.ofSeconds(30)).until(() -> Topic.lag(cloud, Topics.READINGS, "frostline-history") == 0);
    }

    private static void publish(Site device, ConcurrentSkipListMap<Long, String> published) {
        long last = published.isEmpty() ? 0 : published.lastKey();
        // a clock that was late makes up for it: no two in one millisecond
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
