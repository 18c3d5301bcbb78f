package io.frostline.contract.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.wire.Catalog;
import io.frostline.contract.wire.Transfer;
import java.util.List;
import java.util.Optional;

/** Encoded batches on their way, with the catalog that numbers their sensors if the cloud may not have it yet. */
public record BatchTransfer(Optional<SensorCatalog> catalog, List<byte[]> batches) {
    /** The most that one transfer may hold; a broker and Kafka must take messages of this size. */
    public static final int MAX_BYTES = BatchCodec.MAX_BYTES + (64 << 10);

    public byte[] encode() {
        Transfer.Builder transfer = Transfer.newBuilder();
        for (byte[] batch : batches) {
            transfer.addBatch(UnsafeByteOperations.unsafeWrap(batch));
        }
        catalog.ifPresent(c -> {
            try {
                transfer.setCatalog(Catalog.parseFrom(c.encoded()));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("a catalog holds what it was encoded to", e);
            }
        });
        return transfer.build().toByteArray();
    }

    /** @throws Malformed if the bytes are no transfer, or its catalog breaks a rule */
    public static BatchTransfer decode(byte[] encoded) {
        try {
            Transfer transfer = Transfer.parseFrom(encoded);
            Optional<SensorCatalog> catalog =
                    transfer.hasCatalog() ? Optional.of(SensorCatalog.of(transfer.getCatalog())) : Optional.empty();
            return new BatchTransfer(
                    catalog,
                    transfer.getBatchList().stream()
                            .map(com.google.protobuf.ByteString::toByteArray)
                            .toList());
        } catch (InvalidProtocolBufferException e) {
            throw new Malformed("not a transfer: " + e.getMessage());
        }
    }
}
