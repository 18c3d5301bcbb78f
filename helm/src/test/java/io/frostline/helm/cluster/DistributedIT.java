package io.frostline.helm.cluster;

import static java.util.Objects.requireNonNull;

import io.frostline.testing.Api;
import io.frostline.testing.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The distributed form, from its images and by the chart, while readings and orders flow. With {@code -Dfrostline.campaign=full}
 * everything in it is cut off, killed and updated, and its images are as they are shipped; else some of it, and its images lack the
 * archives of classes.
 */
class DistributedIT {
    private static final boolean FULL = "full".equals(System.getProperty("frostline.campaign"));
    private static final Duration CUT_OFF = Duration.ofSeconds(4);

    @TempDir
    static Path folder;

    private static @Nullable Cluster started;

    @BeforeAll
    static void startTheCluster() throws IOException {
        List<String> images = new ArrayList<>(Cluster.APPS);
        images.add("frostline");
        if (!FULL) {
            images.add("--no-archive");
        }
        started = new Cluster(Images.make(folder, images.toArray(String[]::new)));
        started.start();
    }

    @AfterAll
    static void endTheCluster() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void losesNothingWhateverIsCutOffOrKilled() throws Exception {
        List<String> parts = FULL
                ? Stream.concat(Cluster.SERVERS.stream(), Cluster.APPS.stream()).toList()
                : List.of("intake", "stock");
        whileReadingsAndOrdersFlow("cut-off", Duration.ofSeconds(FULL ? 120 : 20), parts, part -> {
            cluster().cutOff(part, CUT_OFF);
            cluster().killAndStart(part);
        });
    }

    @Test
    void updatesServices() throws Exception {
        List<String> apps = FULL ? Cluster.APPS : List.of("history", "order", "payment");
        whileReadingsAndOrdersFlow("updated", Duration.ofSeconds(FULL ? 60 : 20), apps, cluster()::update);
    }

    private interface Disturbance {
        void happenTo(String part) throws IOException;
    }

    private static void whileReadingsAndOrdersFlow(
            String site, Duration length, List<String> parts, Disturbance disturbance) throws Exception {
        try (RecordedReadings readings = new RecordedReadings(folder, cluster(), site, length);
                PlacedOrders orders = new PlacedOrders(cluster());
                Api history = cluster().api("history")) {
            readings.awaitReceipts();
            orders.awaitConfirmed();
            for (String part : parts) {
                int before = orders.confirmed();
                long begun = System.nanoTime();
                disturbance.happenTo(part);
                System.out.printf(
                        "%s %s: %d orders in %.1f s%n",
                        part, site, orders.confirmed() - before, (System.nanoTime() - begun) / 1e9);
            }
            orders.assertAllEnded();
            readings.assertAllAreInHistory(history);
        }
    }

    private static Cluster cluster() {
        return requireNonNull(started);
    }
}
