package io.frostline.intake;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what of a message is fit to be stored. Whatever it admits, history can apply. Serves one thread. */
final class Admission {
    /**
     * @param reason for whoever reads the dead letter
     * @param batch null where it can't be read
     * @param isFinal whether it would be refused again, whenever it comes; a format of later versions would not
     */
    record Refusal(byte[] payload, String reason, @Nullable Batch batch, boolean isFinal) {
        Refusal(byte[] payload, String reason, @Nullable Batch batch) {
            this(payload, reason, batch, true);
        }
    }

    /** @param admitted the transfer without what was refused; empty where nothing is left */
    record Transfer(Optional<BatchTransfer> admitted, List<Batch> batches, List<Refusal> refused) {}

    record Plain(boolean admitted, List<Refusal> refused) {}

    /** A message is one dead letter, however many of its readings are bad. */
    private static final int MOST_REASONS = 20;

    private final BatchCodec codec = new BatchCodec();

    Transfer transfer(String site, byte[] payload) {
        BatchTransfer transfer;
        try {
            transfer = BatchTransfer.decode(payload);
        } catch (Malformed e) {
            return new Transfer(
                    Optional.empty(), List.of(), List.of(new Refusal(payload, String.valueOf(e.getMessage()), null)));
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
        boolean anything = !admitted.isEmpty()
                || transfer.batches().isEmpty() && transfer.catalog().isPresent();
        return new Transfer(
                anything ? Optional.of(new BatchTransfer(transfer.catalog(), admitted)) : Optional.empty(),
                batches,
                refused);
    }

    private static @Nullable String unfit(Batch batch, String site, Optional<SensorCatalog> catalog) {
        if (!batch.site().equals(site)) {
            return "a batch of site '" + batch.site() + "' on the topic of site '" + site + "'";
        }
        if (catalog.isPresent() && catalog.get().id().equals(batch.catalog())) {
            int sensors = catalog.get().sensors().size();
            for (ColumnCodec.Column column : batch.columns()) {
                if (column.sensor() >= sensors) {
                    return "a column of sensor " + column.sensor() + "; the catalog names " + sensors;
                }
            }
        }
        return null;
    }

    Plain plain(byte[] payload) {
        List<String> reasons = new ArrayList<>();
        int[] read = {0, 0};
        try {
            JsonReadings.parse(new ByteArrayInputStream(payload), new JsonReadings.Sink() {
                @Override
                public void accept(int index, PlainReading reading) {
                    read[0]++;
                }

                @Override
                public void reject(int index, BadReading why) {
                    if (read[1]++ < MOST_REASONS) {
                        reasons.add("reading " + index + ": " + why.field() + " " + why.getMessage());
                    }
                }
            });
        } catch (BadReading | IOException e) {
            return new Plain(false, List.of(new Refusal(payload, String.valueOf(e.getMessage()), null)));
        }
        if (read[1] > MOST_REASONS) {
            reasons.add("and " + (read[1] - MOST_REASONS) + " more");
        }
        return new Plain(
                read[0] > 0,
                reasons.isEmpty() ? List.of() : List.of(new Refusal(payload, String.join("; ", reasons), null)));
    }
}
