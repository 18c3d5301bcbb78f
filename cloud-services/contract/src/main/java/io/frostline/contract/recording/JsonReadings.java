package io.frostline.contract.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchCodec;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The plain form for simple devices: {@code {"sensor","at","celsius"}} or a list of such. {@code at} is an instant with
 * an offset ({@code 2026-01-31T08:00:00Z}); {@code celsius} a number, or {@code null} for a sensor fault. Unknown fields
 * are passed over.
 */
public final class JsonReadings {
    private static final JsonFactory JSON = new JsonFactory();

    public interface Sink {
        /** @param index of the reading in the list, from 1 */
        void accept(int index, PlainReading reading);

        void reject(int index, BadReading why);
    }

    private JsonReadings() {}

    /**
     * Hands each reading, or why it can't be taken, to the sink in the order of the text.
     *
     * @throws BadReading if the text is not JSON, or neither an object nor a list: nothing more can be read of it
     */
    public static void parse(InputStream json, Sink sink) throws IOException, BadReading {
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                one(parser, 1, sink);
            } else if (token == JsonToken.START_ARRAY) {
                int index = 1;
                while ((token = parser.nextToken()) == JsonToken.START_OBJECT) {
                    one(parser, index++, sink);
                }
                if (token != JsonToken.END_ARRAY) {
                    throw new BadReading("body", "a list may hold only objects {\"sensor\",\"at\",\"celsius\"}");
                }
            } else {
                throw new BadReading("body", "must be an object {\"sensor\",\"at\",\"celsius\"} or a list of them");
            }
            if (parser.nextToken() != null) {
                throw new BadReading("body", "goes on behind its end");
            }
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new BadReading("body", "is not JSON: " + e.getOriginalMessage());
        }
    }

    private static void one(JsonParser parser, int index, Sink sink) throws IOException {
        @Nullable String sensor = null;
        @Nullable String at = null;
        @Nullable String celsius = null;
        boolean fault = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "sensor" -> sensor = parser.getValueAsString();
                case "at" -> at = parser.getValueAsString();
                case "celsius" -> {
                    fault = value == JsonToken.VALUE_NULL;
                    celsius = value.isScalarValue() && !fault ? parser.getText() : null;
                }
                default -> {}
            }
            parser.skipChildren();
        }
        try {
            sink.accept(index, reading(sensor, at, celsius, fault));
        } catch (BadReading e) {
            sink.reject(index, e);
        }
    }

    private static PlainReading reading(
            @Nullable String sensor, @Nullable String at, @Nullable String celsius, boolean fault) throws BadReading {
        if (sensor == null || !Topics.isName(sensor)) {
            throw new BadReading("sensor", "must be " + Topics.NAME_RULE);
        }
        long atMillis = instant(at);
        if (celsius == null && !fault) {
            throw new BadReading("celsius", "is missing; give a number, or null for a sensor fault");
        }
        OptionalLong value = celsius == null ? OptionalLong.empty() : OptionalLong.of(Temperatures.parse(celsius));
        return new PlainReading(sensor, atMillis, value);
    }

    /** Epoch milliseconds of an ISO-8601 instant with an offset. */
    public static long instant(@Nullable String text) throws BadReading {
        if (text == null) {
            throw new BadReading("at", "is missing; write it like 2026-01-31T08:00:00Z");
        }
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            if (at.isBefore(BatchCodec.EARLIEST) || !at.isBefore(BatchCodec.LATEST)) {
                throw new BadReading("at", text + " lies outside the years 1980 to 2199");
            }
            return at.toEpochMilli();
        } catch (DateTimeException e) {
            throw new BadReading("at", "'" + text + "' is not an instant; write it like 2026-01-31T08:00:00Z");
        }
    }
}
