package io.frostline.launcher;

import com.google.protobuf.UnsafeByteOperations;
import io.frostline.contract.Topics;
import io.frostline.contract.wire.PlainMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Producer of the plain messages that devices publish, for the readings topic. Group commit: what comes while Kafka writes goes
 * with the next write, all messages of a site as one record. A message waits for others only where a write began just before it.
 * The producer never gives up: while Kafka is away, messages wait. Waiting messages are bounded by their bytes; beyond that a
 * message is not taken. Messages of one site keep their order. Safe for use by several threads; no call blocks.
 */
final class ReadingsProducer implements AutoCloseable {
    /** Upper bound of messages that wait for Kafka, in bytes of heap, approximately. */
    private static final long MAX_WAITING_BYTES = 32L << 20;
    /** Heap that a message takes beside its payload: packet, record, futures; bytes, approximately. */
    private static final int MESSAGE_OVERHEAD = 1 << 10;

    /** Minimum time between two writes, in nanoseconds. A write costs Kafka the same, whatever its size. */
    private static final long RETRY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);

    private static final String UNLIMITED = Integer.toString(Integer.MAX_VALUE);
    private static final byte[] KIND = Topics.KIND_PLAIN_MESSAGES.getBytes(StandardCharsets.UTF_8);
    /** Upper bound of a record of more than one message, in bytes of payload. */
    private static final int MAX_RECORD_BYTES = 256 << 10;

    /** @param unread the topic, where nobody reads it; empty: a plain reading */
    private record Message(String site, byte[] payload, String unread, CompletableFuture<Void> durable) {
        long bytes() {
            return (long) MESSAGE_OVERHEAD + payload.length + 2L * unread.length();
        }
    }

    private final KafkaProducer<String, byte[]> producer;
    private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread sender;

    /** @param connection Kafka's own connection settings, {@code bootstrap.servers} among them */
    ReadingsProducer(Map<String, String> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("client.id", "frostline-broker");
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        // longer than a round: flush sends the batch
        settings.put("linger.ms", "1000");
        settings.put("batch.size", Integer.toString(512 << 10));
        settings.put("max.request.size", Integer.toString(Topics.LARGEST_RECORD));
        settings.put("buffer.memory", Long.toString(2 * MAX_WAITING_BYTES));
        settings.put("delivery.timeout.ms", UNLIMITED);
        settings.put("max.block.ms", UNLIMITED);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        // the producer blocks until it knows the topic, so it must not run on a thread of the broker's
        sender = Thread.ofPlatform().daemon().name("readings-producer").start(this::run);
    }

    /**
     * Takes a message, if there is room for it.
     *
     * @param always the message is taken however much waits
     * @return completes once Kafka has it on disk, and exceptionally only if it never will; empty if it is not taken
     */
    Optional<CompletableFuture<Void>> offer(String site, byte[] payload, boolean always) {
        return offer(new Message(site, payload, "", new CompletableFuture<>()), always);
    }

    /** Takes a message on a topic of a site that nobody reads, for the dead letters; otherwise as {@link #offer}. */
    Optional<CompletableFuture<Void>> offerUnread(String site, String topic, byte[] payload, boolean always) {
        return offer(new Message(site, payload, topic, new CompletableFuture<>()), always);
    }

    private Optional<CompletableFuture<Void>> offer(Message message, boolean always) {
        if (waitingBytes.addAndGet(message.bytes()) > MAX_WAITING_BYTES && !always) {
            waitingBytes.addAndGet(-message.bytes());
            return Optional.empty();
        }
        queue.add(message);
        return Optional.of(message.durable);
    }

    private void run() {
        List<Message> round = new ArrayList<>();
        long nextRound = System.nanoTime();
        try {
            while (true) {
                round.add(queue.take());
                TimeUnit.NANOSECONDS.sleep(nextRound - System.nanoTime());
                nextRound = System.nanoTime() + RETRY_INTERVAL;
                queue.drainTo(round);
                sendAll(round);
                producer.flush();
                round.clear();
            }
        } catch (InterruptedException | InterruptException e) {
            // closed
        }
    }

    private void sendAll(List<Message> round) {
        Map<String, List<Message>> bySite = new HashMap<>();
        for (Message message : round) {
            if (!message.unread.isEmpty()) {
                sendUnread(message);
                continue;
            }
            bySite.computeIfAbsent(message.site, site -> new ArrayList<>()).add(message);
        }
        bySite.forEach((site, messages) -> {
            int from = 0;
            int bytes = 0;
            for (int i = 0; i < messages.size(); i++) {
                int size = messages.get(i).payload.length;
                if (i > from && bytes + size > MAX_RECORD_BYTES) {
                    send(site, messages.subList(from, i));
                    from = i;
                    bytes = 0;
                }
                bytes += size;
            }
            send(site, messages.subList(from, messages.size()));
        });
    }

    private void send(String site, List<Message> messages) {
        PlainMessages.Builder together = PlainMessages.newBuilder();
        messages.forEach(message -> together.addMessage(UnsafeByteOperations.unsafeWrap(message.payload)));
        List<Message> sent = List.copyOf(messages);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.READINGS, site, together.build().toByteArray());
        record.headers().add(Topics.KIND_HEADER, KIND);
        send(record, sent);
    }

    private void sendUnread(Message message) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.READINGS_DEAD, message.site, message.payload);
        String reason = "nobody reads the topic " + message.unread + "; a plain reading goes to "
                + Topics.reading(message.site);
        record.headers().add(Topics.REASON_HEADER, reason.getBytes(StandardCharsets.UTF_8));
        record.headers().add(Topics.TOPIC_HEADER, message.unread.getBytes(StandardCharsets.UTF_8));
        send(record, List.of(message));
    }

    private void send(ProducerRecord<String, byte[]> record, List<Message> sent) {
        try {
            var unused = producer.send(record, (metadata, failure) -> sent.forEach(each -> end(each, failure)));
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            sent.forEach(each -> end(each, e));
        }
    }

    private void end(Message message, @Nullable Exception failure) {
        waitingBytes.addAndGet(-message.bytes());
        if (failure == null) {
            message.durable.complete(null);
        } else {
            message.durable.completeExceptionally(failure);
        }
    }

    /** Abandons the messages that have not reached Kafka yet: they are not acknowledged, and their devices send them again. */
    @Override
    public void close() {
        sender.interrupt();
        producer.close(Duration.ZERO);
    }
}
