package io.frostline.edge.buffer;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.clock.AgentClock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writer that appends commits to the chain of one open file. Used by one thread at a time. */
final class ChainWriter {
    private final BufferConfig config;
    private final SensorCatalog catalog;
    private final BufferFile file;
    private final BatchAssembler assembler;
    private final Room room;
    private final LogRoom logRoom;

    ChainWriter(BufferConfig config, SensorCatalog catalog, BufferFile file, BatchAssembler assembler)
            throws SQLException {
        this.config = config;
        this.catalog = catalog;
        this.file = file;
        this.assembler = assembler;
        this.room = new Room(file, config.maxBytes());
        this.logRoom = new LogRoom(file, config.maxBytes());
    }

    BufferFile file() {
        return file;
    }

    int catalogId() {
        return assembler.catalogId();
    }

    long newest() {
        return assembler.head().sequence();
    }

    long usedBytes() {
        return room.usedBytes();
    }

    /** Makes the whole commit durable, or nothing of it. */
    void write(Commit commit) throws SQLException {
        logRoom.make();
        BatchAssembler.Head head = assembler.head();
        try {
            file.transaction(() -> {
                settle(commit);
                List<Batch.Overflow> overflow = room.make(commit, head.sequence());
                writeBatches(commit, overflow);
            });
            logRoom.written(commit);
        } catch (SQLException | RuntimeException e) {
            assembler.reset(head);
            commit.forgetOutcome();
            throw e;
        }
    }

    private void settle(Commit commit) throws SQLException {
        for (SequenceRanges.Range range : commit.settled) {
            commit.unsentBytes -= file.batches().bytes(range);
        }
        for (SequenceRanges.Range range : commit.receipts) {
            file.settled().addReceipted(range);
        }
        for (Map.Entry<Long, String> refusal : commit.refusals.entrySet()) {
            file.settled().addRefused(refusal.getKey(), refusal.getValue());
        }
        for (SetPoint setPoint : commit.setPoints.values()) {
            file.setPoints().put(setPoint);
        }
        if (commit.catalogKnown) {
            file.catalogs().markKnown(catalog);
        }
    }

    /** Writes readings from before and after the clock was learned into separate batches. */
    private void writeBatches(Commit commit, List<Batch.Overflow> overflow) throws SQLException {
        List<SensorReading> all = readings(commit);
        int size = Math.max(1, Math.ceilDiv(all.size(), Math.max(1, Math.ceilDiv(all.size(), config.batchReadings()))));
        List<WriteQueue.LogLine> lines = lines(commit);
        List<Batch.Overflow> records = overflow;
        int from = 0;
        while (from < all.size() || !lines.isEmpty() || !records.isEmpty()) {
            boolean synchronised = from < all.size()
                    ? all.get(from).at().synchronised()
                    : lines.isEmpty() || lines.getFirst().at().synchronised();
            int to = from;
            while (to < all.size() && to - from < size && all.get(to).at().synchronised() == synchronised) {
                to++;
            }
            List<Batch.Entry> entries = new ArrayList<>();
            lines.removeIf(line -> line.at().synchronised() == synchronised
                    && entries.add(new Batch.Entry(line.at().millis(), line.kind(), line.text(), line.detail())));
            StoredBatch batch = assembler.next(all.subList(from, to), synchronised, entries, records);
            file.batches().insert(batch);
            room.used(batch);
            commit.unsentBytes += batch.payload().length;
            commit.touchedBytes += batch.payload().length;
            records = List.of();
            from = to;
        }
    }

    private static List<SensorReading> readings(Commit commit) {
        if (commit.taken.size() == 1) {
            return commit.taken.getFirst().readings();
        }
        List<SensorReading> all = new ArrayList<>(commit.readings);
        commit.taken.forEach(taken -> all.addAll(taken.readings()));
        return all;
    }

    private static List<WriteQueue.LogLine> lines(Commit commit) {
        List<WriteQueue.LogLine> lines = new ArrayList<>(commit.clocks);
        lines.addAll(commit.log);
        for (WriteQueue.Discarded lost : commit.discarded) {
            lines.add(new WriteQueue.LogLine(
                    lost.last(),
                    Batch.Entry.READINGS_DISCARDED,
                    lost.readings() + " readings were discarded: the buffer could not be written",
                    Map.of("from", Long.toString(lost.first().millis()), "readings", Long.toString(lost.readings()))));
        }
        return lines;
    }

    /** Returns a log line that repeats an entry; its time was known when it was made. */
    static WriteQueue.LogLine again(Batch.Entry entry) {
        return new WriteQueue.LogLine(
                new AgentClock.Stamp(entry.atMillis(), true), entry.kind(), entry.text(), entry.detail());
    }
}
