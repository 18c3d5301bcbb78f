package io.frostline.edge.buffer;

import io.frostline.contract.batch.Digest;

/** Batch as it is stored in the buffer and sent. */
public record StoredBatch(long sequence, int catalog, byte[] payload) {
    /** Returns the digest by which the next batch names this one; computed at each call. */
    public Digest digest() {
        return Digest.of(payload);
    }
}
