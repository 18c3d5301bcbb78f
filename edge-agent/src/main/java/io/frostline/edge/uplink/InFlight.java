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

/** Transfers that were sent and lack a receipt for some of their batches. Not thread-safe. */
final class InFlight {
    private static final int MAX_DOUBLINGS = 4;

    private final Duration receiptTimeout;
    private final List<Transfer> transfers = new ArrayList<>();
    private final SequenceRanges sequences = new SequenceRanges();
    private final SendWindow window = new SendWindow();
    private int doublings;

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

        /** Marks that the broker has the transfer: its receipt may come over a later connection. */
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

    /** Returns when the first transfer with a batch of the range was sent, in monotonic nanoseconds; empty if there is none. */
    OptionalLong sentAt(Range range) {
        for (Transfer each : transfers) {
            if (each.batches.first() <= range.last() && each.batches.last() >= range.first()) {
                return OptionalLong.of(each.sentAt);
            }
        }
        return OptionalLong.empty();
    }

    SequenceRanges sequences() {
        return sequences;
    }

    /** Stops waiting for everything that was sent. */
    void forget() {
        drop(transfer -> true);
    }

    int count() {
        return transfers.size();
    }

    int live() {
        return (int) transfers.stream().filter(transfer -> transfer.live).count();
    }

    /** Returns how many backlog transfers may be sent now. */
    int room() {
        return window.size() - (transfers.size() - live());
    }

    void receiptCame() {
        doublings = 0;
    }

    /** Records that the outcome of these batches is known. */
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

    /** Keeps transfers that the broker acknowledged, as receipts may still come; the others are unsent again. */
    void connectionLost() {
        drop(transfer -> !transfer.acknowledged);
    }

    /**
     * Drops transfers whose receipt timed out, so that they are unsent again, and lengthens the timeout of the next.
     *
     * @return number of dropped transfers
     */
    int dropOverdue() {
        long limit = timeout().toNanos();
        int dropped = drop(transfer -> System.nanoTime() - transfer.sentAt > limit);
        if (dropped > 0) {
            window.timeout();
            doublings = Math.min(MAX_DOUBLINGS, doublings + 1);
        }
        return dropped;
    }

    /** Returns the current receipt timeout, with its backoff. */
    Duration timeout() {
        return receiptTimeout.multipliedBy(1L << doublings);
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
