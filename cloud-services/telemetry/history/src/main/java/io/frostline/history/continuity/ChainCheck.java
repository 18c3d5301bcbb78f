package io.frostline.history.continuity;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.Digest;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Check that re-computes an epoch's digest chain from the original bytes. A batch that never arrived is not a break: continuity
 * reports it as missing. These are breaks: a batch with a receipt but without bytes, a batch without a receipt, and a batch whose
 * successor names another digest.
 */
@ApplicationScoped
public class ChainCheck {
    /** @param sequence batch at which the chain does not hold */
    public record Break(long sequence, String detail) {}

    private static final int MAX_PROBLEMS = 100;

    List<Break> check(Connection connection, Continuity.EpochRow epoch) throws SQLException {
        Walk walk = new Walk(Continuity.overflowDigests(connection, epoch.id()));
        walk.breaks.addAll(Sql.list(
                connection,
                """
                with stored as (
                    select coalesce(range_agg(int8range(sequence, sequence + 1)), '{}') as ranges
                      from batch where epoch_id = ?)
                select lower(r) as first, upper(r) - 1 as last, r <@ received as receipt
                  from epoch, stored, unnest((ranges - received) + (received - ranges)) as r
                 where id = ? order by 1 limit 100""",
                row -> new Break(
                        row.getLong("first"),
                        "batches " + row.getLong("first") + " to " + row.getLong("last")
                                + (row.getBoolean("receipt")
                                        ? " were received and are gone"
                                        : " stand without a receipt")),
                epoch.id(),
                epoch.id()));
        Sql.forEach(
                connection,
                "select sequence, payload, digest from batch where epoch_id = ? order by sequence",
                row -> walk.next(row, epoch.epoch()),
                epoch.id());
        walk.breaks.sort(java.util.Comparator.comparingLong(Break::sequence));
        return walk.breaks;
    }

    private static final class Walk {
        private final Map<Long, Digest> afterOverflow;
        private final BatchCodec codec = new BatchCodec();
        private final List<Break> breaks = new ArrayList<>();
        private long lastSequence;
        private @Nullable Digest last = Digest.NONE;

        private Walk(Map<Long, Digest> afterOverflow) {
            this.afterOverflow = afterOverflow;
        }

        private void next(ResultSet row, long epoch) throws SQLException {
            long sequence = row.getLong("sequence");
            byte[] payload = row.getBytes("payload");
            byte[] digest = row.getBytes("digest");
            Digest received = digest == null ? null : new Digest(digest);
            if (payload
                    != null) { // otherwise the bytes are released, and the chain continues through the stored digest
                Digest actual = Digest.of(payload);
                if (received == null || received.equals(actual)) {
                    next(sequence, payload, epoch);
                } else {
                    add(sequence, "batch " + sequence + " was altered: its bytes are not those that were received");
                }
                received = received == null ? actual : received;
            }
            lastSequence = sequence;
            last = received;
        }

        private void next(long sequence, byte[] payload, long epoch) {
            Digest expected = sequence == lastSequence + 1 ? last : afterOverflow.get(sequence);
            switch (codec.decode(payload)) {
                case Decoded.Accepted accepted -> {
                    Batch batch = accepted.batch();
                    if (batch.sequence() != sequence || batch.epoch() != epoch) {
                        add(sequence, "batch " + sequence + " holds the bytes of another batch");
                    } else if (expected != null && !expected.equals(batch.previous())) {
                        add(
                                sequence - 1,
                                "batch " + sequence + " names another digest than that of batch " + (sequence - 1)
                                        + ": one of them was altered");
                    }
                }
                case Decoded.Rejected rejected ->
                    add(sequence, "batch " + sequence + " was altered: it can't be read: " + rejected.detail());
            }
        }

        private void add(long sequence, String detail) {
            if (breaks.size() < MAX_PROBLEMS) {
                breaks.add(new Break(sequence, detail));
            }
        }
    }
}
