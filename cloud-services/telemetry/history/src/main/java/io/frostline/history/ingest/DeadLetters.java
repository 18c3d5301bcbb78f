package io.frostline.history.ingest;

import io.frostline.contract.Topics;
import io.frostline.platform.kafka.RecordEmitter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Sender of messages that history could not apply, with the reason, to a dead-letter topic. */
@ApplicationScoped
class DeadLetters {
    record Letter(String site, byte[] payload, String reason) {}

    private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofSeconds(30);

    private final RecordEmitter records;
    private final Counter counter;

    DeadLetters(@Channel("history-readings-dead") MutinyEmitter<byte[]> channel, MeterRegistry metrics) {
        this.records = new RecordEmitter(channel);
        this.counter = metrics.counter("frostline.history.dead.letters");
    }

    /** Sends the letters. Returns when all of them are durable. */
    void send(List<Letter> letters) {
        try {
            records.sendAll(
                    letters.stream()
                            .map(letter -> new RecordEmitter.Outgoing(
                                    letter.site(), letter.payload(), Map.of(Topics.REASON_HEADER, letter.reason())))
                            .toList(),
                    ACKNOWLEDGE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while dead letters were sent", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("dead letters could not be sent", e);
        }
        counter.increment(letters.size());
    }
}
