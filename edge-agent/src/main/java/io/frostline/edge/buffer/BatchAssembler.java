package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Readings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Assembler that turns readings, in arrival order, into the next batches of the chain. Not thread-safe. */
final class BatchAssembler {
    private final String site;
    private final long epoch;
    private final Digest catalog;
    private final int catalogId;
    private final long boot;
    private final List<Column> bySensor;
    private final BatchCodec codec = new BatchCodec();
    private long sequence;
    private Digest previous;

    /** @param last last batch of the chain; null if it has none */
    BatchAssembler(
            String site, long epoch, SensorCatalog catalog, int catalogId, long boot, @Nullable StoredBatch last) {
        this.site = site;
        this.epoch = epoch;
        this.catalog = catalog.id();
        this.catalogId = catalogId;
        this.boot = boot;
        this.bySensor = IntStream.range(0, catalog.sensors().size())
                .mapToObj(sensor -> new Column(sensor, new Readings(8)))
                .toList();
        this.sequence = last == null ? 0 : last.sequence();
        this.previous = last == null ? Digest.NONE : last.digest();
    }

    /** Last batch of the chain; passed to {@link #reset} if later batches did not reach the disk. */
    record Head(long sequence, Digest digest) {}

    int catalogId() {
        return catalogId;
    }

    Head head() {
        return new Head(sequence, previous);
    }

    void reset(Head head) {
        sequence = head.sequence;
        previous = head.digest;
    }

    /** Returns the next batch; all its readings and entries are on the same clock. */
    StoredBatch next(
            List<SensorReading> readings, boolean synchronised, List<Batch.Entry> log, List<Batch.Overflow> overflow) {
        Batch batch = new Batch(
                site,
                epoch,
                sequence + 1,
                previous,
                catalog,
                synchronised ? null : boot,
                columns(readings),
                log,
                overflow);
        byte[] payload = codec.encode(batch);
        previous = Digest.of(payload);
        sequence++;
        return new StoredBatch(sequence, catalogId, payload);
    }

    private List<Column> columns(List<SensorReading> readings) {
        for (Column column : bySensor) {
            column.readings().clear();
        }
        for (SensorReading reading : readings) {
            Readings column = bySensor.get(reading.sensor()).readings();
            byte quality = reading.quality().code();
            column.add(reading.at().millis(), reading.microCelsius(), quality, 0);
        }
        List<Column> columns = new ArrayList<>(bySensor.size());
        for (Column column : bySensor) {
            if (column.readings().size() > 0) {
                columns.add(column);
            }
        }
        return columns;
    }
}
