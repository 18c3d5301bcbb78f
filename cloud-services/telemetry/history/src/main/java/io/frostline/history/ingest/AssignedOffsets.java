package io.frostline.history.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Seeks assigned partitions to the offsets that the database has. While the database does not answer it waits: a consumer that
 * began elsewhere could pass over what was not stored.
 */
@ApplicationScoped
@Identifier("history-readings")
public class AssignedOffsets implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(AssignedOffsets.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final ConsumedOffsets offsets;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean waiting;

    AssignedOffsets(ConsumedOffsets offsets) {
        this.offsets = offsets;
    }

    /** Returns whether partitions are assigned that can't be read yet, since the database does not answer. */
    boolean isWaiting() {
        return waiting;
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> stored = awaitStored(partitions);
        partitions.forEach(p -> consumer.seek(p, stored.getOrDefault(p, begins.getOrDefault(p, 0L))));
    }

    private Map<TopicPartition, Long> awaitStored(Collection<TopicPartition> partitions) {
        while (true) {
            try {
                Map<TopicPartition, Long> stored = offsets.load(partitions);
                waiting = false;
                return stored;
            } catch (SQLException e) {
                waiting = true;
                LOG.warnf("can't read the stored offsets: %s; trying again", e.getMessage());
                pause(e);
            }
        }
    }

    private void pause(SQLException cause) {
        try {
            if (closing.await(RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("stopped before the stored offsets could be read", cause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the stored offsets could be read", e);
        }
    }
}
