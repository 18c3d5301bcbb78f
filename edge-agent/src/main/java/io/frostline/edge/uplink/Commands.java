package io.frostline.edge.uplink;

import io.frostline.contract.batch.AgentCommand;
import io.frostline.contract.batch.Batch;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.StoredBatch;
import io.frostline.edge.control.SetPoints;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Executor of the cloud's commands; reports each command by its id as a log entry. */
final class Commands {
    private final ReadingBuffer buffer;
    private final BatchPublisher publisher;
    private final SetPoints setPoints;
    private final AtomicLong resends = new AtomicLong();

    Commands(ReadingBuffer buffer, BatchPublisher publisher, SetPoints setPoints) {
        this.buffer = buffer;
        this.publisher = publisher;
        this.setPoints = setPoints;
    }

    void carryOut(AgentCommand command, MqttLink link) throws MqttException, SQLException {
        if (command.action() instanceof AgentCommand.SetPoint wanted) {
            setPoint(command.id(), wanted);
        } else if (command.action() instanceof AgentCommand.Resend wanted) {
            resend(command.id(), wanted, link);
        } else {
            refuse(command.id(), "not a command that this version knows");
        }
    }

    void setPoint(String id, AgentCommand.SetPoint wanted) {
        setPoints.command(id, wanted.room(), wanted.celsius(), wanted.version());
    }

    private void resend(String id, AgentCommand.Resend wanted, MqttLink link) throws MqttException, SQLException {
        if (buffer.epoch().equals(Optional.of(wanted.epoch()))) {
            int sent = resend(link, wanted);
            buffer.log(
                    Batch.Entry.COMMAND_APPLIED,
                    "resend: " + sent + " batches were still in the archive",
                    Map.of("id", id, "batches", Integer.toString(sent)));
        } else {
            refuse(id, "resend: not an epoch of this buffer");
        }
    }

    private void refuse(String id, String why) {
        buffer.log(Batch.Entry.COMMAND_REFUSED, why, Map.of("id", id));
    }

    private int resend(MqttLink link, AgentCommand.Resend resend) throws MqttException, SQLException {
        int sent = 0;
        long last = resend.last();
        for (long from = Math.max(1, resend.first()); from <= last; ) {
            List<StoredBatch> batches = buffer.archived(from, last, BatchPublisher.TRANSFER_BYTES);
            if (batches.isEmpty()) {
                break;
            }
            List<StoredBatch> alike = BatchPublisher.ofOneCatalog(batches);
            publisher.publish(link, alike, () -> {});
            resends.incrementAndGet();
            sent += alike.size();
            from = alike.getLast().sequence() + 1;
        }
        return sent;
    }

    /** Returns the number of transfers resent because the cloud asked for them. */
    long resends() {
        return resends.get();
    }
}
