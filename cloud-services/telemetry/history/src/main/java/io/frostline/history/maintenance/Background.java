package io.frostline.history.maintenance;

import io.frostline.history.HistoryConfig;
import io.frostline.history.evidence.EvidenceRetention;
import io.frostline.history.ingest.RefusedMessages;
import io.frostline.history.ingest.StoredRecords;
import io.frostline.history.segment.Partitions;
import io.frostline.history.segment.SegmentMerger;
import io.frostline.history.segment.Segmenter;
import io.frostline.platform.loop.BackgroundLoop;
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

/**
 * Background jobs for which no answer waits: they make and merge segments, create partitions ahead, release old evidence, delete
 * stored records from Kafka, and trim refused messages.
 */
@ApplicationScoped
public class Background {
    private final Segmenter segmenter;
    private final SegmentMerger merger;
    private final Partitions partitions;
    private final EvidenceRetention retention;
    private final StoredRecords stored;
    private final RefusedMessages refused;
    private final HistoryConfig config;
    private final List<BackgroundLoop> loops = new ArrayList<>();

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

    private boolean deleteStored() throws IOException, SQLException {
        stored.delete();
        return false;
    }

    private boolean makePartitions() throws SQLException {
        partitions.makeAhead(Instant.now());
        return false;
    }

    private void run(String name, BackgroundLoop.Task task, Duration pause) {
        BackgroundLoop loop = new BackgroundLoop(name, pause, task);
        loops.add(loop);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loops.forEach(BackgroundLoop::close);
    }
}
