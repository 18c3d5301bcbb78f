package io.frostline.history.evidence;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A decoded batch beside its original bytes, with the numbers that history gave to what it names. */
public record Arrived(int siteId, int epochId, int catalogId, Batch batch, byte[] payload) {
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
