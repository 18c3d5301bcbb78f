package io.frostline.edge.buffer;

/** A batch as it stands in the buffer and will be sent. */
public record StoredBatch(long sequence, int catalog, byte[] payload) {}
