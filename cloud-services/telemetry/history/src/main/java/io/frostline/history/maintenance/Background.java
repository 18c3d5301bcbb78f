package io.frostline.history.maintenance;

import io.frostline.history.HistoryConfig;
import io.frostline.history.evidence.EvidenceRetention;
import io.frostline.history.ingest.RefusedMessages;
import io.frostline.history.ingest.StoredRecords;
import io.frostline.history.segment.Partitions;
import io.frostline.history.segment.SegmentMerger;
import io.frostline.history.segment.Segmenter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs what answers do not wait for: making segments, merging them, partitions ahead, releasing old evidence,
 * deleting from Kafka what is stored.
 */
@ApplicationScoped
public class Background {
    private static final Logger LOG = Logger.getLogger(Background.class);

    @FunctionalInterface
    private interface Work {
        /** @return whether there may be more of it right now */
        boolean once() throws SQLException, IOException;
    }

    private final Segmenter segmenter;
    private final SegmentMerger merger;
    private final Partitions partitions;
    private final EvidenceRetention retention;
    private final StoredRecords stored;
    private final RefusedMessages refused;
    private final HistoryConfig config;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    public Background(
            Segmenter segmenter,
            SegmentMerger merger,
            Partitions partitions,
            EvidenceRetention retention,
            StoredRecords stored,
            RefusedMessages refused,
            HistoryConfig config) {
        this.segmenter = segmenter;
        this.merger = merger;
        this.partitions = partitions;
        this.retention = retention;
        this.stored = stored;
        this.refused = refused;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.consume()) {
            Duration pause = config.segments().pause();
            run("segmenter", segmenter::runOnce, pause);
            run("segment-merger", merger::runOnce, pause.multipliedBy(10));
            run("evidence-retention", retention::runOnce, Duration.ofHours(1));
            run("stored-records", this::deleteStored, config.topic().tidy());
            run("refused-messages", refused::tidy, Duration.ofHours(1));
            run("partitions", this::makePartitions, Duration.ofHours(6));
        }
    }

    private boolean deleteStored() throws IOException {
        stored.delete();
        return false;
    }

    private boolean makePartitions() throws SQLException {
        partitions.makeAhead(Instant.now());
        return false;
    }

    private void run(String name, Work work, Duration pause) {
        threads.add(Thread.ofPlatform().name(name).start(() -> {
            try {
                boolean more = false;
                while (!stopping.await(more ? 0 : pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    more = once(name, work);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static boolean once(String name, Work work) {
        try {
            return work.once();
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.warnf(e, "%s: trying again", name);
            return false;
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(20));
        }
    }
}
