package io.frostline.history.ingest;

import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A device's message in the plain form, read.
 *
 * @param readings those that can be taken, in the order of the text
 * @param refusal which of the others can't, and why; empty where all can
 */
record PlainMessage(List<PlainReading> readings, Optional<String> refusal) {
    /** A message is one dead letter, however many of its readings are bad. */
    private static final int MAX_REASONS = 20;

    /** @throws BadReading if nothing can be read of it */
    static PlainMessage parse(byte[] json) throws BadReading {
        List<PlainReading> readings = new ArrayList<>(1);
        List<String> reasons = new ArrayList<>(0);
        int[] refused = {0};
        JsonReadings.parse(json, new JsonReadings.Sink() {
            @Override
            public void accept(int index, PlainReading reading) {
                readings.add(reading);
            }

            @Override
            public void reject(int index, BadReading why) {
                if (refused[0]++ < MAX_REASONS) {
                    reasons.add("reading " + index + ": " + why.field() + " " + why.getMessage());
                }
            }
        });
        if (refused[0] > MAX_REASONS) {
            reasons.add("and " + (refused[0] - MAX_REASONS) + " more");
        }
        return new PlainMessage(
                readings, reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons)));
    }
}
