package io.frostline.history.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.column.Readings;
import io.frostline.history.HistoryFixture;
import io.frostline.history.continuity.Verification;
import io.frostline.platform.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvidenceRetentionIT {
    private static final Instant T0 = Instant.parse("2026-01-10T00:00:00Z");
    private static final long EPOCH = 77;

    private final HistoryFixture history;

    EvidenceRetentionIT() throws Exception {
        history = HistoryFixture.shared();
    }

    @Test
    void releasedBatchesStillCountOnceAndTheChainGoesThroughThem() throws Exception {
        int site = history.registry.site("retention");
        for (int hour = 0; hour < 5; hour++) {
            append(site, hour);
        }
        history.segmenter.flush(site);
        history.merger.mergeOlderThan(Duration.ZERO);
        append(site, 5); // pending: none of it is released, however old
        Arrived first = stored(site, 1);

        assertThat(history.retention.releaseBefore(T0.plus(Duration.ofHours(3))))
                .isEqualTo(3);
        assertThat(history.retention.releaseBefore(T0.plus(Duration.ofHours(3))))
                .isZero();

        Verification.Result proof = history.verification.verify("retention", site);
        assertThat(proof.problems()).isEmpty();
        assertThat(proof.batches()).isEqualTo(6);
        assertThat(proof.released()).isEqualTo(3);
        assertThat(proof.readings()).isEqualTo(50);

        EvidenceStore.Stored again = history.database.write(c -> {
            EvidenceStore.lockSites(c, Set.of(site));
            return EvidenceStore.store(c, List.of(first, altered(first)));
        });
        assertThat(again).isEqualTo(new EvidenceStore.Stored(0, 0, 1, 1));

        // an altered digest breaks the chain where the bytes begin again
        history.database.write(c -> Sql.update(
                c, "update batch set digest = sha256('x') where sequence = 3 and epoch_id = ?", epochId(site)));
        assertThat(history.verification.verify("retention", site).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sequence()).isEqualTo(3));
    }

    private Arrived stored(int site, long sequence) throws SQLException {
        return history.database
                .read(c -> Sql.first(
                        c,
                        "select catalog_id, payload from batch where sequence = ? and epoch_id = ?",
                        row -> arrived(site, row.getInt(1), row.getBytes(2)),
                        sequence,
                        epochId(site)))
                .orElseThrow();
    }

    private Arrived arrived(int site, int catalog, byte[] payload) throws SQLException {
        Decoded.Accepted accepted = (Decoded.Accepted) new BatchCodec().decode(payload);
        return new Arrived(site, epochId(site), catalog, accepted.batch(), payload, Instant.now());
    }

    private static Arrived altered(Arrived batch) {
        byte[] payload = batch.payload().clone();
        payload[payload.length - 1] ^= 1;
        return new Arrived(
                batch.siteId(), batch.epochId(), batch.catalogId(), batch.batch(), payload, batch.received());
    }

    private int epochId(int site) throws SQLException {
        return history.registry.epoch(site, EPOCH, "import");
    }

    private void append(int site, int hour) throws SQLException {
        Readings readings = new Readings(10);
        for (int i = 0; i < 10; i++) {
            readings.add(T0.toEpochMilli() + hour * 3_600_000L + i * 60_000L, -20_000_000, (byte) 0, 60_000);
        }
        history.database.write(c -> {
            EvidenceStore.lockSites(c, Set.of(site));
            return history.ownEpoch.append(
                    c,
                    site,
                    EPOCH,
                    "import",
                    Map.of("probe", readings),
                    List.of(),
                    Map.of("probe", Duration.ofMinutes(1)),
                    Instant.now());
        });
    }
}
