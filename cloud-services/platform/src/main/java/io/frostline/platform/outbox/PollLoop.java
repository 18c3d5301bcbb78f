package io.frostline.platform.outbox;

import io.frostline.platform.kafka.KafkaClients;
import io.frostline.platform.loop.Backoff;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic in a thread of its own and hands on what each poll brings. Offsets are committed when that has been dealt
 * with; until then the same messages come again, after a pause. A consumer that is killed, or that loses its partitions,
 * leaves messages that come again as well.
 */
final class PollLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PollLoop.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** What is done with a poll's messages, also with none. */
    @FunctionalInterface
    interface Turn {
        void with(ConsumerRecords<String, byte[]> messages)
                throws SQLException, ExecutionException, TimeoutException, InterruptedException;
    }

    private final EventTopic topic;
    private final String group;
    private final KafkaClients kafka;
    private final Backoff backoff;
    private final Backlog backlog;
    private final Turn turn;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> polling;
    private volatile int failures;

    PollLoop(EventTopic topic, String group, KafkaClients kafka, Backoff backoff, Backlog backlog, Turn turn) {
        this.topic = topic;
        this.group = group;
        this.kafka = kafka;
        this.backoff = backoff;
        this.backlog = backlog;
        this.turn = turn;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("events-" + topic.name() + "-" + group)
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether the last turn went well. */
    boolean isHealthy() {
        return failures == 0;
    }

    private void run() {
        while (closing.getCount() > 0) {
            try {
                topic.make();
                try (KafkaConsumer<String, byte[]> consumer = connect()) {
                    polling = consumer;
                    consumer.subscribe(List.of(topic.name()));
                    while (closing.getCount() > 0) {
                        turn(consumer);
                    }
                }
            } catch (WakeupException | InterruptedException e) {
                return;
            } catch (ExecutionException | RuntimeException e) {
                trouble(e);
            }
        }
    }

    private void turn(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
        ConsumerRecords<String, byte[]> messages = consumer.poll(POLL);
        backlog.polled(consumer, messages);
        try {
            turn.with(messages);
            if (!messages.isEmpty()) {
                consumer.commitSync();
            }
            backlog.processed();
            failures = 0;
        } catch (WakeupException e) {
            throw e;
        } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
            rewind(consumer, messages);
            trouble(e);
        }
    }

    /** In a partition that was lost meanwhile there is nothing to go back in. */
    private static void rewind(KafkaConsumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> messages) {
        for (TopicPartition partition : messages.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, messages.records(partition).getFirst().offset());
            }
        }
    }

    private void trouble(Exception e) {
        failures++;
        Duration pause = backoff.after(failures);
        LOG.warnf("%s: %s; trying again in %d ms", topic.name(), e.getMessage(), pause.toMillis());
        try {
            boolean unused = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private KafkaConsumer<String, byte[]> connect() {
        return kafka.consumer(Map.of(
                "group.id", group,
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                "max.poll.records", "500",
                "session.timeout.ms", "10000"));
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        KafkaConsumer<String, byte[]> consumer = polling;
        if (consumer != null) {
            consumer.wakeup();
        }
        thread.join(Duration.ofSeconds(10));
        topic.close();
    }
}
