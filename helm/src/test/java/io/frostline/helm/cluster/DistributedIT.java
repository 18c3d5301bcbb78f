package io.frostline.helm.cluster;

import static java.util.Objects.requireNonNull;

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
 * Test of the distributed form, from its images and by the chart, while readings and orders flow. With {@code
 * -Dfrostline.campaign=full} every part is disconnected, killed and updated, and images are as shipped. Otherwise only some parts
 * are, and images lack the class archives.
 */
class DistributedIT {
    private static final boolean FULL = "full".equals(System.getProperty("frostline.campaign"));
    private static final Duration CUT_OFF = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Duration SHORT = Duration.ofSeconds(40);

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
        started = new Cluster(Images.make(folder, images.toArray(String[]::new)), folder);
        started.start();
    }

    @AfterAll
    static void endTheCluster() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void losesNothingAndLeavesNothingHalfDone() throws Exception {
        try (RecordedReadings readings = new RecordedReadings(folder, cluster(), FULL ? LONG : SHORT);
                PlacedOrders orders = new PlacedOrders(cluster())) {
            readings.awaitReceipts();
            orders.awaitConfirmed();
            for (String part : FULL
                    ? Stream.concat(Cluster.SERVERS.stream(), Cluster.APPS.stream())
                            .toList()
                    : List.of("intake", "stock")) {
                whileOrdersArePlaced(orders, part + " cut off", () -> cluster().cutOff(part, CUT_OFF));
                whileOrdersArePlaced(orders, part + " killed", () -> cluster().killAndStart(part));
            }
            for (String app : FULL ? Cluster.APPS : List.of("history", "order", "payment")) {
                whileOrdersArePlaced(orders, app + " updated", () -> cluster().update(app));
            }
            orders.assertAllEnded();
            readings.assertAllAreInHistory(cluster().api("history"));
        }
    }

    private interface Disturbance {
        void happen() throws IOException;
    }

    private static void whileOrdersArePlaced(PlacedOrders orders, String what, Disturbance disturbance)
            throws IOException {
        int before = orders.confirmed();
        long begun = System.nanoTime();
        disturbance.happen();
        System.out.printf(
                "%s: %.1f s, %d orders%n", what, (System.nanoTime() - begun) / 1e9, orders.confirmed() - before);
    }

    private static Cluster cluster() {
        return requireNonNull(started);
    }
}
