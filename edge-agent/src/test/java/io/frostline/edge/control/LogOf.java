package io.frostline.edge.control;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.StoredBatch;
import java.util.ArrayList;
import java.util.List;

/** Reader of the log entries in a buffer, in order. */
public final class LogOf {
    private LogOf() {}

    public static List<Batch.Entry> entries(ReadingBuffer buffer) throws Exception {
        BatchCodec codec = new BatchCodec();
        List<Batch.Entry> entries = new ArrayList<>();
        for (StoredBatch batch : buffer.archived(1, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            if (codec.decode(batch.payload()) instanceof Decoded.Accepted(Batch content)) {
                entries.addAll(content.log());
            }
        }
        return entries;
    }

    public static List<String> kinds(ReadingBuffer buffer) throws Exception {
        return entries(buffer).stream().map(Batch.Entry::kind).toList();
    }
}
