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
 * @param refusedField what is wrong in the first of them; empty where nothing is
 */
record PlainMessage(List<PlainReading> readings, Optional<String> refusal, String refusedField) {
    /** A message is one dead letter, however many of its readings are bad. */
    private static final int MAX_REASONS = 20;

    /** @throws BadReading if nothing can be read of it */
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
                reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons)),
                fields.isEmpty() ? "" : kind(fields.getFirst()));
    }

    /** A word of those that there are: a device may call a field what it likes. */
    private static String kind(String field) {
        return List.of("sensor", "at", "celsius", "element").contains(field) ? field : "field";
    }
}
