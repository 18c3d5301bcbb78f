package io.frostline.platform.kafka;

import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Sender of records with key and headers to an outgoing channel. */
public final class RecordEmitter {
    /**
     * Record to send.
     *
     * @param headers values are sent as UTF-8
     */
    public record Outgoing(@Nullable String key, byte[] payload, Map<String, String> headers) {}

    private final MutinyEmitter<byte[]> emitter;
    private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();

    public RecordEmitter(MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    /**
     * Sends a record without waiting for it.
     *
     * @param headers values are sent as UTF-8
     * @return future that completes when Kafka has acknowledged the record as the channel requires, and fails when the channel
     *     gives up
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

    /**
     * Sends records in any order and waits until all are acknowledged.
     *
     * @throws TimeoutException also while records of an earlier call are neither acknowledged nor failed
     */
    public void sendAll(List<Outgoing> records, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireNoneUnderWay();
        await(sendTracked(records), timeout);
    }

    /**
     * Sends records and waits until all are acknowledged. Each record is sent only after the previous one of its key is
     * acknowledged. So no later record of a key overtakes one that fails or is retried by the channel.
     *
     * @param timeout from the acknowledgement of one record to that of the next of its key; any number of records succeeds while
     *     Kafka makes progress
     * @throws TimeoutException also while records of an earlier call are neither acknowledged nor failed
     */
    public void sendInOrder(List<Outgoing> records, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireNoneUnderWay();
        List<Outgoing> rest = records;
        while (!rest.isEmpty()) {
            Set<String> keys = new HashSet<>();
            List<Outgoing> firstOfKey = new ArrayList<>();
            List<Outgoing> later = new ArrayList<>();
            rest.forEach(each -> (each.key == null || keys.add(each.key) ? firstOfKey : later).add(each));
            await(sendTracked(firstOfKey), timeout);
            rest = later;
        }
    }

    private void requireNoneUnderWay() throws TimeoutException {
        if (!underWay.isEmpty()) {
            throw new TimeoutException("Kafka has not acknowledged " + underWay.size() + " earlier records yet");
        }
    }

    private static void await(CompletableFuture<Void> sent, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        Void unused = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> sendTracked(List<Outgoing> records) {
        return CompletableFuture.allOf(records.stream()
                .map(each -> track(send(each.key, each.payload, each.headers)))
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> track(CompletableFuture<Void> sent) {
        underWay.add(sent);
        return sent.whenComplete((nothing, failure) -> underWay.remove(sent));
    }
}
