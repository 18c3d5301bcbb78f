package io.frostline.platform.kafka;

import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Sends records with key and headers to an outgoing channel. Records of one thread are sent in its order. */
public final class RecordEmitter {
    private final MutinyEmitter<byte[]> emitter;

    public RecordEmitter(MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    /**
     * Sends a record without waiting for it.
     *
     * @param headers their values are sent as UTF-8
     * @return completes once Kafka has acknowledged the record as the channel asks, fails once the channel gives up
     */
    public CompletableFuture<Void> send(@Nullable String key, byte[] payload, Map<String, String> headers) {
        Headers encoded = new RecordHeaders();
        headers.forEach((name, value) -> encoded.add(name, value.getBytes(StandardCharsets.UTF_8)));
        Message<byte[]> message = Message.of(payload)
                .addMetadata(OutgoingKafkaRecordMetadata.builder()
                        .withKey(key)
                        .withHeaders(encoded)
                        .build());
        return emitter.sendMessage(message).subscribeAsCompletionStage();
    }

    /** Waits until all have been acknowledged. */
    public static void awaitAll(Collection<CompletableFuture<Void>> sent, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        Void unused = CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
