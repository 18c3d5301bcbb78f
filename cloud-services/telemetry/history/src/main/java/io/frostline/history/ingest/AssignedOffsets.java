package io.frostline.history.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Listener that seeks assigned partitions to the offsets stored in the database. It retries until it succeeds: a consumer whose
 * listener fails would continue from Kafka's own offset.
 */
@ApplicationScoped
@Identifier("history-readings")
public class AssignedOffsets implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(AssignedOffsets.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final Positions positions;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean waiting;

    AssignedOffsets(Positions positions) {
        this.positions = positions;
    }

    /** Returns true while partitions are assigned that can't be read yet. */
    boolean isWaiting() {
        return waiting;
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        boolean sought = false;
        while (!sought) {
            try {
                positions.seek(consumer, partitions);
                sought = true;
            } catch (SQLException | RuntimeException e) {
                LOG.warnf("partitions can't be read from where they were stored: %s; trying again", e.getMessage());
                pause(e);
            }
            waiting = !sought;
        }
    }

    private void pause(Exception cause) {
        waiting = true;
        try {
            if (closing.await(RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("stopped before the stored offsets could be read", cause);
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted; only the end of the process ends retries", e);
        }
    }
}
