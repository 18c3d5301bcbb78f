package io.frostline.launcher;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Messages at QoS 2 that wait for Kafka, by client. They outlive a connection: if the next connection sends such a message again,
 * the broker acknowledges it without a look at it.
 */
final class ExactlyOnce {
    private final Map<String, CompletableFuture<Void>> byClient = new ConcurrentHashMap<>();

    void add(String client, CompletableFuture<Void> durable) {
        CompletableFuture<Void> all = byClient.merge(client, durable, CompletableFuture::allOf);
        // a failed message stays: the broker would acknowledge it when it is sent again
        var unused = all.thenRun(() -> byClient.remove(client, all));
    }

    /** Returns a future that completes once Kafka has all messages of a client; empty if it has. */
    Optional<CompletableFuture<Void>> of(String client) {
        return Optional.ofNullable(byClient.get(client));
    }
}
