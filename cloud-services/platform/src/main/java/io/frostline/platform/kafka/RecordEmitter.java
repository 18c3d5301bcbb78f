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

/** Sends records with key and headers to an outgoing channel. */
public final class RecordEmitter {
    /** @param headers their values are sent as UTF-8 */
    public record Outgoing(@Nullable String key, byte[] payload, Map<String, String> headers) {}

    private final MutinyEmitter<byte[]> emitter;
    private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();

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

    /**
     * Sends records in no order and waits until all have been acknowledged.
     *
     * @throws TimeoutException also while records of an earlier call have neither been acknowledged nor failed
     */
    public void sendAll(List<Outgoing> records, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireNoneUnderWay();
        await(sendTracked(records), timeout);
    }

    /**
     * Sends records and waits until all have been acknowledged. A record is sent once the one before it of its key is
     * acknowledged: whichever fails, and whenever the channel sends it again, no later one of its key is ahead of it.
     *
     * @param timeout from one acknowledgement of a key to that of its next: however many there are, it ends while Kafka goes on
     * @throws TimeoutException also while records of an earlier call have neither been acknowledged nor failed
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
