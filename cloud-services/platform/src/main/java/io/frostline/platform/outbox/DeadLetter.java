package io.frostline.platform.outbox;

import io.frostline.platform.web.DeadLetterBook;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** @param partition of the topic, and {@code offset} in it; null if the consumer itself had to give up */
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

    /** Replaces the zero character, which PostgreSQL's text can't store and a poisoned message may contain. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Returns a letter whose id is the same at each delivery of a message, and differs from ids of a recreated topic. */
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
