package io.frostline.edge.buffer;

import io.frostline.contract.batch.Digest;

/** A batch as it stands in the buffer and will be sent. */
public record StoredBatch(long sequence, int catalog, byte[] payload) {
    /** By which the batch that follows names it; computed at each call. */
    public Digest digest() {
        return Digest.of(payload);
    }
}
