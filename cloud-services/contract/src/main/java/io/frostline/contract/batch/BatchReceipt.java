package io.frostline.contract.batch;

import io.frostline.contract.column.Malformed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receipt from the cloud for an agent's batches, as the agent decodes it.
 *
 * @param epoch epoch of the batches; 0 for batches that can't be read
 * @param catalog catalog that the cloud has from now on; null if the receipt names none
 */
public record BatchReceipt(
        long epoch,
        List<Range> durable,
        List<Refusal> refused,
        @Nullable Digest catalog,
        long cloudTimeMillis) {
    public record Range(long first, long last) {}

    /** @param digest digest of a batch that can't be read, and so names neither epoch nor sequence; null for any other */
    public record Refusal(
            long sequence, String reason, @Nullable Digest digest) {}

    /** @throws Malformed if the bytes are no receipt */
    public static BatchReceipt decode(byte[] encoded) {
        long epoch = 0;
        long cloudTimeMillis = 0;
        Digest catalog = null;
        List<Range> durable = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        ProtoReader receipt = new ProtoReader(encoded);
        while (receipt.next()) {
            switch (receipt.field()) {
                case 1 -> epoch = receipt.number();
                case 2 -> durable.add(range(receipt.message()));
                case 3 -> refused.add(refusal(receipt.message()));
                case 4 -> catalog = digest(receipt.bytes());
                case 5 -> cloudTimeMillis = receipt.signed();
                default -> {} // of a later version
            }
        }
        return new BatchReceipt(epoch, List.copyOf(durable), List.copyOf(refused), catalog, cloudTimeMillis);
    }

    static Range range(ProtoReader range) {
        long first = 0;
        long last = 0;
        while (range.next()) {
            switch (range.field()) {
                case 1 -> first = range.number();
                case 2 -> last = range.number();
                default -> {}
            }
        }
        return new Range(first, last);
    }

    private static Refusal refusal(ProtoReader refusal) {
        long sequence = 0;
        String reason = "";
        Digest digest = null;
        while (refusal.next()) {
            switch (refusal.field()) {
                case 1 -> sequence = refusal.number();
                case 2 -> reason = refusal.text();
                case 3 -> digest = digest(refusal.bytes());
                default -> {}
            }
        }
        return new Refusal(sequence, reason, digest);
    }

    private static @Nullable Digest digest(byte[] bytes) {
        return bytes.length == 0 ? null : new Digest(bytes);
    }
}
