package io.frostline.history.evidence;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decoded batch beside its original bytes, with the numbers that history gave to what it names.
 *
 * @param received when, by the clock of the service that received it
 */
public record Arrived(int siteId, int epochId, int catalogId, Batch batch, byte[] payload, Instant received) {
    /** Readings that lie ahead of the receiver's clock, as far as it is known where they lie. */
    int future() {
        if (batch.boot().isPresent()) {
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

    /** The earliest instant of a reading; null where there is none, or its clock was not synchronised. */
    @Nullable
    Instant fromAt() {
        return edge(Long.MAX_VALUE, false);
    }

    @Nullable
    Instant toAt() {
        return edge(Long.MIN_VALUE, true);
    }

    private @Nullable Instant edge(long start, boolean latest) {
        if (batch.boot().isPresent() || batch.columns().isEmpty()) {
            return null;
        }
        long edge = start;
        for (ColumnCodec.Column column : batch.columns()) {
            Readings readings = column.readings();
            for (int i = 0; i < readings.size(); i++) {
                edge = latest ? Math.max(edge, readings.at(i)) : Math.min(edge, readings.at(i));
            }
        }
        return Instant.ofEpochMilli(edge);
    }
}
