package io.frostline.history.ingest;

import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Device's message in the plain form, parsed.
 *
 * @param readings valid readings, in the order of the text
 * @param refusal which of the others are invalid, and why; null if all are valid
 * @param refusedField invalid field in the first of them; empty if none is invalid
 */
record PlainMessage(List<PlainReading> readings, @Nullable String refusal, String refusedField) {
    /** Upper bound of reasons in one message: it is one dead letter, however many of its readings are bad. */
    private static final int MAX_REASONS = 20;

    private static final List<String> FIELDS = List.of("sensor", "at", "celsius", "element");

    /** @throws BadReading if nothing of the message can be read */
    static PlainMessage parse(byte[] json) throws BadReading {
        List<PlainReading> readings = new ArrayList<>(1);
        List<String> reasons = new ArrayList<>(0);
        int[] refused = {0};
        List<String> fields = new ArrayList<>(0);
        JsonReadings.parse(json, new JsonReadings.Sink() {
            @Override
            public void accept(int index, PlainReading reading) {
                readings.add(reading);
            }

            @Override
            public void reject(int index, BadReading why) {
                if (refused[0]++ < MAX_REASONS) {
                    fields.add(why.field());
                    reasons.add("reading " + index + ": " + why.field() + " " + why.getMessage());
                }
            }
        });
        if (refused[0] > MAX_REASONS) {
            reasons.add("and " + (refused[0] - MAX_REASONS) + " more");
        }
        return new PlainMessage(
                readings,
                reasons.isEmpty() ? null : String.join("; ", reasons),
                // a fixed set of words: a device may name a field anything
                fields.isEmpty() ? "" : FIELDS.contains(fields.getFirst()) ? fields.getFirst() : "field");
    }
}
