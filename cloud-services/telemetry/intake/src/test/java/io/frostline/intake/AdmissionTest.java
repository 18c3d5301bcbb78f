package io.frostline.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.batch.BatchTransfer;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = new Admission();

    @Test
    void refusesEachBatchThatCannotBeRead() {
        Admission.Transfer verdict = admission.transfer("site", empty(BatchTransfer.MAX_BATCHES));
        assertThat(verdict.admitted()).isNull();
        assertThat(verdict.refused()).hasSize(BatchTransfer.MAX_BATCHES);
    }

    @Test
    void refusesATransferOfTooManyBatchesAsAWhole() {
        byte[] transfer = empty(BatchTransfer.MAX_BATCHES + 1);
        Admission.Transfer verdict = admission.transfer("site", transfer);
        assertThat(verdict.admitted()).isNull();
        assertThat(verdict.refused()).singleElement().satisfies(refusal -> {
            assertThat(refusal.payload()).isEqualTo(transfer);
            assertThat(refusal.reason()).contains("at most " + BatchTransfer.MAX_BATCHES);
        });
    }

    private static byte[] empty(int batches) {
        return new BatchTransfer(null, Collections.nCopies(batches, new byte[0])).encode();
    }
}
