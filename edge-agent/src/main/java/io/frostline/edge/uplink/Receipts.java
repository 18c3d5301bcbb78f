package io.frostline.edge.uplink;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchReceipt;
import io.frostline.contract.batch.Digest;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.buffer.StoredBatch;
import io.frostline.edge.clock.AgentClock;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Handler of receipts: frees what is durable in the cloud, keeps what was refused, learns the time. Not thread-safe. */
final class Receipts {
    private final ReadingBuffer buffer;
    private final AgentClock clock;
    private final InFlight inFlight;
    private final RecoveryLane recovery;
    private final AtomicLong count = new AtomicLong();

    Receipts(ReadingBuffer buffer, AgentClock clock, InFlight inFlight, RecoveryLane recovery) {
        this.buffer = buffer;
        this.clock = clock;
        this.inFlight = inFlight;
        this.recovery = recovery;
    }

    /** Applies a receipt. One of another epoch frees nothing here, but tells the time and names unreadable batches. */
    void accept(BatchReceipt receipt) throws SQLException {
        clock.learnFromCloud(receipt.cloudTimeMillis()).ifPresent(buffer::clockLearned);
        for (BatchReceipt.Refusal refusal : receipt.refused()) {
            Digest unreadable = refusal.digest();
            if (unreadable != null) {
                refuseUnreadable(unreadable, refusal.reason());
            }
        }
        if (!buffer.epoch().equals(Optional.of(receipt.epoch()))) {
            recovery.accept(receipt);
            return;
        }
        count.incrementAndGet();
        inFlight.receiptCame();
        Digest catalog = receipt.catalog();
        if (catalog != null) {
            buffer.catalogKnown(catalog);
        }
        List<Range> durable = receipt.durable().stream()
                .map(r -> new Range(r.first(), r.last()))
                .toList();
        durable.stream()
                .findFirst()
                .ifPresent(first -> inFlight.sentAt(first).ifPresent(sent -> checkClock(receipt, sent)));
        buffer.receipted(receipt.epoch(), durable);
        durable.forEach(inFlight::settle);
        for (BatchReceipt.Refusal refusal : receipt.refused()) {
            refuse(receipt.epoch(), refusal.sequence(), refusal.reason());
        }
    }

    private void checkClock(BatchReceipt receipt, long sentNanos) {
        clock.checkAgainstCloud(receipt.cloudTimeMillis(), sentNanos).ifPresent(corrected -> {
            buffer.log(
                    Batch.Entry.CLOCK_AHEAD,
                    "the system clock is ahead of the cloud's by "
                            + (corrected.fromMillis() - corrected.toMillis()) / 1000 + " s, and not followed",
                    Map.of(
                            "from", Long.toString(corrected.fromMillis()),
                            "to", Long.toString(corrected.toMillis())));
        });
    }

    /** Refuses an unreadable batch - its bytes were damaged here - which the cloud knows only by its digest. */
    private void refuseUnreadable(Digest digest, String reason) throws SQLException {
        Optional<Long> epoch = buffer.epoch();
        if (epoch.isEmpty()) {
            return;
        }
        for (Range range : inFlight.sequences().ranges()) {
            for (long from = range.first(); from <= range.last(); ) {
                List<StoredBatch> batches = buffer.archived(from, range.last(), BatchPublisher.TRANSFER_BYTES);
                if (batches.isEmpty()) {
                    break;
                }
                for (StoredBatch batch : batches) {
                    if (batch.digest().equals(digest)) {
                        refuse(epoch.get(), batch.sequence(), reason);
                        return;
                    }
                }
                from = batches.getLast().sequence() + 1;
            }
        }
    }

    private void refuse(long epoch, long sequence, String reason) {
        buffer.refused(epoch, sequence, reason);
        inFlight.settle(new Range(sequence, sequence));
    }

    /** Returns the number of receipts for the buffer's epoch. */
    long count() {
        return count.get();
    }
}
