package io.frostline.history.evidence;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decoded batch with its original bytes and the database ids of what it names.
 *
 * @param received instant of receipt, by the clock of the service that received it
 */
public record Arrived(int siteId, int epochId, int catalogId, Batch batch, byte[] payload, Instant received) {
    /** Returns the number of readings ahead of the receiver's clock; 0 for a boot whose clock was not synchronised. */
    int future() {
        if (batch.boot() != null) {
            return 0;
        }
        int future = 0;
        for (ColumnCodec.Column column : batch.columns()) {
            Readings readings = column.readings();
            for (int i = 0; i < readings.size(); i++) {
                future += readings.isFuture(i) || Quality.isAhead(readings.at(i), received.toEpochMilli()) ? 1 : 0;
            }
        }
        return future;
    }

    /** Returns the earliest instant of a reading; null if there is none, or if the clock was not synchronised. */
    @Nullable
    Instant fromAt() {
        return dated(batch.columns().stream()
                .map(c -> c.readings().earliest())
                .min(Long::compare)
                .orElse(null));
    }

    @Nullable
    Instant toAt() {
        return dated(batch.columns().stream()
                .map(c -> c.readings().latest())
                .max(Long::compare)
                .orElse(null));
    }

    private @Nullable Instant dated(@Nullable Long millis) {
        return millis == null || batch.boot() != null ? null : Instant.ofEpochMilli(millis);
    }
}
