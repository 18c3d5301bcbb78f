package io.frostline.history.evidence;

import io.frostline.history.HistoryConfig;
import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Job that releases the original bytes of batches whose readings are older than the configured retention. The batch and its digest
 * stay; the readings stay in their segments. Batches without a date and each epoch's newest batch are kept.
 */
@ApplicationScoped
public class EvidenceRetention {
    private static final int BATCH_SIZE = 5_000;

    private final Database database;
    private final Optional<Duration> keep;

    public EvidenceRetention(Database database, HistoryConfig config) {
        this.database = database;
        this.keep = config.evidenceRetention();
    }

    /** Releases one set of old batches. Returns true if there may be more. */
    public boolean runOnce() throws SQLException {
        return keep.isPresent() && releaseBefore(Instant.now().minus(keep.get())) == BATCH_SIZE;
    }

    /** Releases at most {@code BATCH_SIZE} batches of readings older than the instant. Returns their number. */
    public int releaseBefore(Instant instant) throws SQLException {
        return database.write(c -> Sql.update(c, """
                update batch b set digest = coalesce(b.digest, sha256(b.payload)), payload = null
                  from (select old.epoch_id, old.sequence
                          from batch old join epoch on epoch.id = old.epoch_id
                         where old.to_at < ? and old.payload is not null and old.sequence < upper(epoch.received) - 1
                           and not exists (select 1 from pending where pending.arrival = old.arrival)
                         limit ? for update of old skip locked) released
                 where b.epoch_id = released.epoch_id and b.sequence = released.sequence""", instant, BATCH_SIZE));
    }
}
