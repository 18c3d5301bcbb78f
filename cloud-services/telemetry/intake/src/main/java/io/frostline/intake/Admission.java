package io.frostline.intake;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Malformed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Admission of transfers: it decides what of a transfer may be stored. History can apply what it admits. Not thread-safe. */
final class Admission {
    /**
     * @param reason reason for the reader of the dead letter
     * @param batch null if it can't be read
     * @param isFinal true if it would be refused again at any time; false for an unknown format, which a later version may read
     */
    record Refusal(byte[] payload, String reason, @Nullable Batch batch, boolean isFinal) {
        Refusal(byte[] payload, String reason, @Nullable Batch batch) {
            this(payload, reason, batch, true);
        }
    }

    /** @param admitted transfer without the refused batches; null if nothing is left */
    record Transfer(@Nullable BatchTransfer admitted, List<Batch> batches, List<Refusal> refused) {}

    private final BatchCodec codec = new BatchCodec();

    Transfer transfer(String site, byte[] payload) {
        BatchTransfer transfer;
        try {
            transfer = BatchTransfer.decode(payload);
        } catch (Malformed e) {
            return new Transfer(null, List.of(), List.of(new Refusal(payload, String.valueOf(e.getMessage()), null)));
        }
        List<Batch> batches = new ArrayList<>();
        List<byte[]> admitted = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (byte[] encoded : transfer.batches()) {
            switch (codec.decode(encoded)) {
                case Decoded.Accepted accepted -> {
                    Batch batch = accepted.batch();
                    String reason = unfit(batch, site, transfer.catalog());
                    if (reason == null) {
                        batches.add(batch);
                        admitted.add(encoded);
                    } else {
                        refused.add(new Refusal(encoded, reason, batch));
                    }
                }
                case Decoded.Rejected rejected ->
                    refused.add(new Refusal(
                            encoded,
                            rejected.reason() + ": " + rejected.detail(),
                            null,
                            rejected.reason() != Decoded.Reason.UNKNOWN_FORMAT));
            }
        }
        boolean anything = !admitted.isEmpty() || transfer.batches().isEmpty() && transfer.catalog() != null;
        return new Transfer(anything ? new BatchTransfer(transfer.catalog(), admitted) : null, batches, refused);
    }

    private static @Nullable String unfit(Batch batch, String site, @Nullable SensorCatalog catalog) {
        if (!batch.site().equals(site)) {
            return "a batch of site '" + batch.site() + "' on the topic of site '" + site + "'";
        }
        if (catalog != null && catalog.id().equals(batch.catalog())) {
            int sensors = catalog.sensors().size();
            for (ColumnCodec.Column column : batch.columns()) {
                if (column.sensor() >= sensors) {
                    return "a column of sensor " + column.sensor() + "; the catalog names " + sensors;
                }
            }
        }
        return null;
    }
}
