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
    private final List<BackgroundLoop> loops = new ArrayList<>();

    void start(
            @Observes StartupEvent event,
            HistoryConfig config,
            Segmenter segmenter,
            SegmentMerger merger,
            Partitions partitions,
            EvidenceRetention retention,
            StoredRecords stored,
            RefusedMessages refused) {
        if (config.consume()) {
            Duration pause = config.segments().pause();
            run("segmenter", pause, segmenter::runOnce);
            run("segment-merger", pause.multipliedBy(10), merger::runOnce);
            run("evidence-retention", Duration.ofHours(1), retention::runOnce);
            run("stored-records", config.topic().tidy(), () -> {
                stored.delete();
                return false;
            });
            run("refused-messages", Duration.ofHours(1), refused::tidy);
            run("partitions", Duration.ofHours(6), () -> {
                partitions.makeAhead(Instant.now());
                return false;
            });
        }
    }

    private void run(String name, Duration pause, BackgroundLoop.Task task) {
        BackgroundLoop loop = new BackgroundLoop(name, pause, task);
        loops.add(loop);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loops.forEach(BackgroundLoop::close);
    }
}
