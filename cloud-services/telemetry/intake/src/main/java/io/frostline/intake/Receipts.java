package io.frostline.intake;

import com.google.protobuf.ByteString;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.wire.Receipt;
import io.frostline.contract.wire.SequenceRange;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Receipts for a transfer, one for each epoch in it. */
final class Receipts {
    /** Epoch of the receipt for batches that can't be read and so name none. */
    private static final long UNREADABLE = 0;

    private Receipts() {}

    static Collection<Receipt> of(Admission.Transfer verdict, long cloudTimeMillis) {
        Map<Long, TreeSet<Long>> durable = new TreeMap<>();
        Map<Long, Receipt.Builder> receipts = new TreeMap<>();
        for (Batch batch : verdict.batches()) {
            durable.computeIfAbsent(batch.epoch(), epoch -> new TreeSet<>()).add(batch.sequence());
            receipts.computeIfAbsent(batch.epoch(), Receipts::receipt);
        }
        for (Admission.Refusal refusal : verdict.refused()) {
            Batch batch = refusal.batch();
            Receipt.Refusal.Builder refused = Receipt.Refusal.newBuilder().setReason(refusal.reason());
            if (batch != null) {
                receipts.computeIfAbsent(batch.epoch(), Receipts::receipt)
                        .addRefused(refused.setSequence(batch.sequence()));
            } else if (refusal.isFinal()) {
                byte[] digest = Digest.of(refusal.payload()).bytes();
                receipts.computeIfAbsent(UNREADABLE, Receipts::receipt)
                        .addRefused(refused.setDigest(ByteString.copyFrom(digest)));
            }
        }
        durable.forEach((epoch, sequences) -> addRanges(receipts.computeIfAbsent(epoch, Receipts::receipt), sequences));
        ByteString catalog = Optional.ofNullable(verdict.admitted())
                .map(BatchTransfer::catalog)
                .map(c -> ByteString.copyFrom(c.id().bytes()))
                .orElse(ByteString.EMPTY);
        return receipts.values().stream()
                .map(each ->
                        each.setCatalog(catalog).setCloudTimeMs(cloudTimeMillis).build())
                .toList();
    }

    private static Receipt.Builder receipt(long epoch) {
        return Receipt.newBuilder().setEpoch(epoch);
    }

    private static void addRanges(Receipt.Builder receipt, TreeSet<Long> sequences) {
        long first = sequences.first();
        long next = first;
        for (long sequence : sequences) {
            if (sequence != next) {
                receipt.addDurable(SequenceRange.newBuilder().setFirst(first).setLast(next - 1));
                first = sequence;
            }
            next = sequence + 1;
        }
        receipt.addDurable(SequenceRange.newBuilder().setFirst(first).setLast(next - 1));
    }
}
