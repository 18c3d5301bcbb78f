package io.frostline.helm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Api;
import io.frostline.testing.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distributed form, from its images and by the chart, while readings and orders flow. */
class DistributedIT {
    private static final Duration PARTITION = Duration.ofSeconds(4);

    @TempDir
    static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void startTheCluster() throws IOException {
        List<String> images = new ArrayList<>(Cluster.APPS);
        images.add("frostline");
        cluster = new Cluster(Images.make(folder, images.toArray(String[]::new)));
        cluster.start();
    }

    @AfterAll
    static void endTheCluster() throws IOException {
        cluster.close();
    }

    @Test
    void losesNothingWhateverIsCutOffOrKilled() throws Exception {
        try (RecordedReadings readings = new RecordedReadings(folder, cluster, "cut", Duration.ofSeconds(120));
                PlacedOrders orders = new PlacedOrders(cluster);
                Api history = cluster.api("history")) {
            readings.awaitReceipts();
            for (String part : Stream.concat(Cluster.SERVERS.stream(), Cluster.APPS.stream())
                    .toList()) {
                int before = orders.confirmed();
                cluster.partition(part, PARTITION);
                cluster.killAndStart(part);
                System.out.printf(
                        "%s was cut off and killed; %d orders meanwhile%n", part, orders.confirmed() - before);
            }
            orders.assertAllEnded();
            readings.assertAllAreInHistory(history);
            assertThat(orders.confirmed()).isPositive();
        }
    }

    @Test
    void updatesEachServiceWhileReadingsAndOrdersFlow() throws Exception {
        try (RecordedReadings readings = new RecordedReadings(folder, cluster, "rolled", Duration.ofSeconds(60));
                PlacedOrders orders = new PlacedOrders(cluster);
                Api history = cluster.api("history")) {
            readings.awaitReceipts();
            for (String app : Cluster.APPS) {
                int before = orders.confirmed();
                cluster.roll(app);
                System.out.printf("%s was updated; %d orders meanwhile%n", app, orders.confirmed() - before);
            }
            orders.assertAllEnded();
            readings.assertAllAreInHistory(history);
            assertThat(orders.confirmed()).isPositive();
        }
    }
}
