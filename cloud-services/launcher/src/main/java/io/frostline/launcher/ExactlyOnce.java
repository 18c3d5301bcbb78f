package io.frostline.launcher;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Messages at QoS 2 that wait for Kafka, by client. They outlive a connection: a message that comes again by the next one is
 * acknowledged by the broker without being looked at.
 */
final class ExactlyOnce {
    private final Map<String, CompletableFuture<Void>> byClient = new ConcurrentHashMap<>();

    void add(String client, CompletableFuture<Void> durable) {
        CompletableFuture<Void> all = byClient.merge(client, durable, CompletableFuture::allOf);
        // what failed stays: the broker would acknowledge it when it comes again
        var unused = all.thenRun(() -> byClient.remove(client, all));
    }

    /** Returns what completes once Kafka has all that it was given of a client; empty if it has. */
    Optional<CompletableFuture<Void>> of(String client) {
        return Optional.ofNullable(byClient.get(client));
    }
}
