package io.frostline.contract.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parser of the plain form for simple devices: {@code {"sensor","at","celsius"}} or a list of such. {@code at} is an instant with
 * an offset ({@code 2026-01-31T08:00:00Z}). {@code celsius} is a number, or {@code null} for a sensor fault. {@code nan},
 * {@code Infinity} and the like, in any case of letters, are faults, too: firmware writes them for a probe that does not answer,
 * although they are not JSON. Any other field is refused: it may say that the number is no temperature in degrees Celsius.
 *
 * <p>An invalid element of a list is refused by itself, and the others are accepted. Text that is not JSON is refused as a whole.
 * The form is the same for an agent's broker, the cloud's, and REST.
 */
public final class JsonReadings {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final String FORM = "an object {\"sensor\",\"at\",\"celsius\"}";
    private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

    /** Receiver of the readings in a text, in its order; called only if the whole text is JSON. */
    public interface Sink {
        /** @param index position of the reading in the list, from 1 */
        void accept(int index, PlainReading reading);

        void reject(int index, BadReading why);
    }

    private JsonReadings() {}

    /**
     * Delivers each reading, or why it is invalid, to the sink in the order of the text.
     *
     * @throws BadReading if the text is not JSON, or neither an object nor a list: nothing of it is accepted
     */
    public static void parse(byte[] json, Sink sink) throws BadReading {
        List<Object> elements;
        try {
            elements = elements(json);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            elements = repaired(json, e);
        } catch (IOException e) {
            throw new BadReading("body", "is not JSON: " + e.getMessage());
        }
        int index = 1;
        for (Object element : elements) {
            if (element instanceof PlainReading reading) {
                sink.accept(index, reading);
            } else {
                sink.reject(index, (BadReading) element);
            }
            index++;
        }
    }

    private static List<Object> repaired(byte[] json, com.fasterxml.jackson.core.JacksonException why)
            throws BadReading {
        try {
            return elements(withNaN(json));
        } catch (IOException e) {
            throw new BadReading("body", "is not JSON: " + why.getOriginalMessage());
        }
    }

    /** Returns the elements, each a reading or why it is invalid. */
    private static List<Object> elements(byte[] json) throws IOException, BadReading {
        List<Object> elements = new ArrayList<>(1);
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                while ((token = parser.nextToken()) != JsonToken.END_ARRAY && token != null) {
                    elements.add(element(parser, token));
                }
            } else if (token == JsonToken.START_OBJECT) {
                elements.add(element(parser, token));
            } else {
                throw new BadReading("body", "must be " + FORM + " or a list of them");
            }
            if (parser.nextToken() != null) {
                throw new BadReading("body", "goes on behind its end");
            }
        }
        return elements;
    }

    private static Object element(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new BadReading("element", "must be " + FORM);
        }
        Fields fields = new Fields();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            fields.set(name, parser, parser.nextToken());
            parser.skipChildren();
        }
        try {
            return fields.reading();
        } catch (BadReading e) {
            return e;
        }
    }

    private static final class Fields {
        private @Nullable String sensor;
        private @Nullable String at;
        private @Nullable String celsius;
        private boolean fault;
        private @Nullable BadReading wrong;

        void set(String name, JsonParser parser, JsonToken value) throws IOException {
            switch (name) {
                case "sensor" -> {
                    once(name, sensor != null);
                    sensor = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                }
                case "at" -> {
                    once(name, at != null);
                    at = value.isScalarValue() ? parser.getText() : "";
                }
                case "celsius" -> {
                    once(name, celsius != null || fault);
                    fault = value == JsonToken.VALUE_NULL || value == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN();
                    celsius = fault ? null : value.isScalarValue() ? parser.getText() : "";
                }
                default -> refuse(name, "is not known; an element has sensor, at and celsius alone");
            }
        }

        private void once(String name, boolean before) {
            if (before) {
                refuse(name, "stands there twice");
            }
        }

        private void refuse(String name, String reason) {
            String shown = name.length() <= 40 ? name : name.substring(0, 40) + "...";
            wrong = wrong == null ? new BadReading(shown, reason) : wrong;
        }

        PlainReading reading() throws BadReading {
            if (wrong != null) {
                throw wrong;
            }
            if (sensor == null || !Topics.isName(sensor)) {
                throw new BadReading("sensor", "must be " + Topics.NAME_RULE);
            }
            long atMillis = instant(at);
            if (celsius == null && !fault) {
                throw new BadReading("celsius", "is missing; give a number, or null for a sensor fault");
            }
            return new PlainReading(sensor, atMillis, celsius == null ? null : Temperatures.parse(celsius));
        }
    }

    /** Returns the text with NaN for each word outside quotes that means "not a number" or "infinite", but not to Jackson. */
    private static byte[] withNaN(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        StringBuilder repaired = new StringBuilder(text.length() + 16);
        boolean quoted = false;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (quoted && c == '\\' && i + 1 < text.length()) {
                repaired.append(c).append(text.charAt(i + 1));
                i += 2;
                continue;
            }
            quoted ^= c == '"';
            int end = i;
            while (!quoted && end < text.length() && isOfWord(text.charAt(end))) {
                end++;
            }
            if (end > i) {
                String word = text.substring(i, end);
                String letters = word.replaceFirst("^[+-]", "").toLowerCase(Locale.ROOT);
                repaired.append(NOT_FINITE.contains(letters) ? "NaN" : word);
                i = end;
            } else {
                repaired.append(c);
                i++;
            }
        }
        return repaired.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.';
    }

    /** Returns epoch milliseconds of an ISO-8601 instant with an offset. */
    public static long instant(@Nullable String text) throws BadReading {
        if (text == null) {
            throw new BadReading("at", "is missing; write it like 2026-01-31T08:00:00Z");
        }
        long at = UtcText.millis(text);
        if (at == UtcText.OTHER) {
            try {
                at = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            } catch (DateTimeException | ArithmeticException e) {
                throw new BadReading("at", "'" + text + "' is not an instant; write it like 2026-01-31T08:00:00Z");
            }
        }
        if (!BatchCodec.isPlausible(at)) {
            throw new BadReading("at", text + " lies outside the years 1980 to 2199");
        }
        return at;
    }
}
