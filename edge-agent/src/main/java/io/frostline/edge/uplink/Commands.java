package io.frostline.edge.uplink;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.wire.Command;
import io.frostline.contract.wire.Resend;
import io.frostline.contract.wire.SetPoint;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.StoredBatch;
import io.frostline.edge.control.SetPoints;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Carries out what the cloud commands, and reports each command by its id as a log entry. */
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

    void carryOut(Command command, MqttLink link) throws MqttException, SQLException {
        switch (command.getActionCase()) {
            case SET_POINT -> setPoint(command.getId(), command.getSetPoint());
            case RESEND -> resend(command, link);
            case ACTION_NOT_SET -> refuse(command, "not a command that this version knows");
        }
    }

    void setPoint(String id, SetPoint wanted) {
        setPoints.command(id, wanted.getRoom(), wanted.getCelsius(), wanted.getVersion());
    }

    private void resend(Command command, MqttLink link) throws MqttException, SQLException {
        if (buffer.epoch().equals(Optional.of(command.getResend().getEpoch()))) {
            int sent = resend(link, command.getResend());
            buffer.log(
                    Batch.Entry.COMMAND_APPLIED,
                    "resend: " + sent + " batches were still in the archive",
                    Map.of("id", command.getId(), "batches", Integer.toString(sent)));
        } else {
            refuse(command, "resend: not an epoch of this buffer");
        }
    }

    private void refuse(Command command, String why) {
        buffer.log(Batch.Entry.COMMAND_REFUSED, why, Map.of("id", command.getId()));
    }

    private int resend(MqttLink link, Resend resend) throws MqttException, SQLException {
        int sent = 0;
        long last = resend.getRange().getLast();
        for (long from = Math.max(1, resend.getRange().getFirst()); from <= last; ) {
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

    /** Transfers that went once more because the cloud asked for them. */
    long resends() {
        return resends.get();
    }
}
