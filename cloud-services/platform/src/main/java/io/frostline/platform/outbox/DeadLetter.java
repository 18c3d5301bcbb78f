package io.frostline.platform.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.platform.web.DeadLetterBook;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What could not have its effect.
 *
 * @param topic from which it came
 * @param partition of the topic, and {@code offset} in it; none where the consumer itself had to give up
 * @param payload the message as it came
 * @param replayedAt when it had its effect after all, or was given up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetter(
        UUID id,
        String consumer,
        String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        @Nullable String key,
        byte[] payload,
        String reason,
        @Nullable Instant diedAt,
        @Nullable Instant replayedAt) {
    private static final int MAX_REASON_LENGTH = 1000;

    DeadLetter {
        reason = storable(reason.length() > MAX_REASON_LENGTH ? reason.substring(0, MAX_REASON_LENGTH) : reason);
        key = key == null ? null : storable(key);
    }

    /** PostgreSQL's text has no zero character, and a poisoned message may have any. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** The same id each time when the same message is delivered, also beside that of a topic that was made anew. */
    static DeadLetter of(ConsumerRecord<String, byte[]> message, String consumer, String reason) {
        String where = message.topic() + "/" + message.partition() + "/" + message.offset() + "/" + message.timestamp();
        return new DeadLetter(
                UUID.nameUUIDFromBytes((consumer + "/" + where).getBytes(StandardCharsets.UTF_8)),
                consumer,
                message.topic(),
                message.partition(),
                message.offset(),
                message.key(),
                message.value() == null ? new byte[0] : message.value(),
                reason,
                null,
                null);
    }

    DeadLetterBook.Letter shown() {
        String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(payload)).toString();
        return new DeadLetterBook.Letter(id, consumer, topic, partition, offset, key, text, reason, diedAt, replayedAt);
    }
}
