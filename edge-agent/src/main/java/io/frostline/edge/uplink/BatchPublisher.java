package io.frostline.edge.uplink;

import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.StoredBatch;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Publisher of batches as they are stored; their catalog goes along until the cloud keeps it. */
final class BatchPublisher {
    /** Approximate bytes of the batches in one transfer. */
    static final int TRANSFER_BYTES = 48 << 10;

    private final String site;
    private final ReadingBuffer buffer;
    private final AtomicLong transfers = new AtomicLong();

    BatchPublisher(String site, ReadingBuffer buffer) {
        this.site = site;
        this.buffer = buffer;
    }

    /** Returns the leading batches that share a catalog and so may go in one transfer. */
    static List<StoredBatch> ofOneCatalog(List<StoredBatch> batches) {
        int catalog = batches.getFirst().catalog();
        return batches.stream().takeWhile(b -> b.catalog() == catalog).toList();
    }

    /** @param acknowledged runs when the broker acknowledges the transfer */
    void publish(MqttLink link, List<StoredBatch> batches, Runnable acknowledged) throws MqttException, SQLException {
        int catalogId = batches.getFirst().catalog();
        boolean isKnown = buffer.isCatalogKnown(catalogId);
        publish(link, isKnown ? null : buffer.catalog(catalogId).orElse(null), batches, acknowledged);
    }

    /** @param catalog null if the cloud knows it */
    void publish(MqttLink link, @Nullable SensorCatalog catalog, List<StoredBatch> batches, Runnable acknowledged)
            throws MqttException {
        byte[] transfer = new BatchTransfer(
                        catalog, batches.stream().map(StoredBatch::payload).toList())
                .encode();
        link.publish(Topics.batch(site), transfer, false, acknowledged);
        transfers.incrementAndGet();
    }

    long transfers() {
        return transfers.get();
    }
}
