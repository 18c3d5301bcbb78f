package io.frostline.contract.batch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.wire.Transfer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Transfer of encoded batches.
 *
 * @param catalog numbers their sensors; null if the cloud already has it
 */
public record BatchTransfer(@Nullable SensorCatalog catalog, List<byte[]> batches) {
    /** Maximum bytes of one transfer; a broker and Kafka must accept messages of this size. */
    public static final int MAX_BYTES = BatchCodec.MAX_BYTES + (64 << 10);

    /** Maximum batches in one transfer: a batch without readings has few bytes, and refusing it costs a hundred times as many. */
    public static final int MAX_BATCHES = 10_000;

    public byte[] encode() {
        ProtoWriter transfer = new ProtoWriter(
                batches.stream().mapToInt(batch -> batch.length + 8).sum());
        if (catalog != null) {
            transfer.element(1, catalog.encoded());
        }
        batches.forEach(batch -> transfer.element(2, batch));
        return transfer.toByteArray();
    }

    /** @throws Malformed if the bytes are no transfer, or its catalog breaks a rule */
    public static BatchTransfer decode(byte[] encoded) {
        try {
            Transfer transfer = Transfer.parseFrom(encoded);
            if (transfer.getBatchCount() > MAX_BATCHES) {
                throw new Malformed("the transfer holds " + transfer.getBatchCount() + " batches; send at most "
                        + MAX_BATCHES + " in one");
            }
            SensorCatalog catalog = transfer.hasCatalog()
                    ? SensorCatalog.decode(transfer.getCatalog().toByteArray())
                    : null;
            return new BatchTransfer(
                    catalog,
                    transfer.getBatchList().stream()
                            .map(ByteString::toByteArray)
                            .toList());
        } catch (InvalidProtocolBufferException e) {
            throw new Malformed("not a transfer: " + e.getMessage());
        }
    }
}
