package io.frostline.edge.uplink;

import io.frostline.edge.buffer.SequenceRanges;
import io.frostline.edge.buffer.SequenceRanges.Range;
import io.frostline.edge.buffer.StoredBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The transfers that were sent and have no receipt for all of their batches yet. Serves one thread. */
final class InFlight {
    private static final int MOST_PATIENCE = 4;

    private final Duration receiptTimeout;
    private final List<Transfer> transfers = new ArrayList<>();
    private final SequenceRanges sequences = new SequenceRanges();
    private final SendWindow window = new SendWindow();
    private int patience;

    InFlight(Duration receiptTimeout) {
        this.receiptTimeout = receiptTimeout;
    }

    static final class Transfer {
        private final Range batches;
        private final SequenceRanges open = new SequenceRanges();
        private final boolean live;
        private final long sentAt = System.nanoTime();
        private volatile boolean acknowledged;

        private Transfer(Range batches, boolean live) {
            this.batches = batches;
            this.live = live;
            open.add(batches.first(), batches.last());
        }

        /** The broker has it: a receipt may come over another connection than this one. */
        void acknowledge() {
            acknowledged = true;
        }
    }

    Transfer sent(List<StoredBatch> batches, boolean live) {
        Transfer transfer = new Transfer(
                new Range(batches.getFirst().sequence(), batches.getLast().sequence()), live);
        transfers.add(transfer);
        sequences.add(transfer.batches.first(), transfer.batches.last());
        return transfer;
    }

    /** When the first transfer was sent that has a batch of a range, on the monotonic clock; empty where none is known. */
    OptionalLong sentAt(Range range) {
        for (Transfer each : transfers) {
            if (each.batches.first() <= range.last() && each.batches.last() >= range.first()) {
                return OptionalLong.of(each.sentAt);
            }
        }
        return OptionalLong.empty();
    }

    /** Batches that are under way. */
    SequenceRanges sequences() {
        return sequences;
    }

    /** Nothing of what was sent is waited for any more. */
    void forget() {
        drop(transfer -> true);
    }

    int count() {
        return transfers.size();
    }

    int live() {
        return (int) transfers.stream().filter(transfer -> transfer.live).count();
    }

    /** How many transfers of the backlog may go now. */
    int room() {
        return window.size() - (transfers.size() - live());
    }

    void receiptCame() {
        patience = 0;
    }

    /** What became of these batches is known. */
    void settle(Range range) {
        sequences.remove(range.first(), range.last());
        for (Iterator<Transfer> each = transfers.iterator(); each.hasNext(); ) {
            Transfer sent = each.next();
            if (sent.batches.first() <= range.last() && sent.batches.last() >= range.first()) {
                sent.open.remove(range.first(), range.last());
                if (sent.open.isEmpty()) {
                    if (!sent.live) {
                        window.receipt(System.nanoTime() - sent.sentAt);
                    }
                    each.remove();
                }
            }
        }
    }

    /** What the broker has may still bring a receipt; what it does not have is unsent again. */
    void connectionLost() {
        drop(transfer -> !transfer.acknowledged);
    }

    /**
     * What has waited too long for its receipt is unsent again, and the next has more time.
     *
     * @return how many transfers that were
     */
    int dropOverdue() {
        long limit = patience().toNanos();
        int dropped = drop(transfer -> System.nanoTime() - transfer.sentAt > limit);
        if (dropped > 0) {
            window.timeout();
            patience = Math.min(MOST_PATIENCE, patience + 1);
        }
        return dropped;
    }

    /** How long a receipt is waited for at present. */
    Duration patience() {
        return receiptTimeout.multipliedBy(1L << patience);
    }

    private int drop(Predicate<Transfer> which) {
        int before = transfers.size();
        transfers.removeIf(transfer -> {
            boolean dropped = which.test(transfer);
            if (dropped) {
                transfer.open.ranges().forEach(range -> sequences.remove(range.first(), range.last()));
            }
            return dropped;
        });
        return before - transfers.size();
    }
}
