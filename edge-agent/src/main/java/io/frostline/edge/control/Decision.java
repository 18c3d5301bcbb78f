package io.frostline.edge.control;

import io.frostline.contract.batch.Batch.Entry;
import java.util.Optional;

/** Action or finding of the control; each becomes a log entry. */
sealed interface Decision {
    Decision DEFROST_STARTED = new Finding(Entry.DEFROST_STARTED, "defrost started", Optional.empty());
    Decision DOOR_OPENED = new Finding(Entry.DOOR_OPENED, "door opened", Optional.empty());
    Decision DOOR_CLOSED = new Finding(Entry.DOOR_CLOSED, "door closed", Optional.empty());
    /** Start of the cycle by the clock, since no temperature is known. */
    Decision SAFE_STATE = new Finding(
            Entry.CONTROL_SAFE_STATE,
            "no sensor tells the temperature; the compressor runs by the clock",
            Optional.of(Reason.SENSOR_FAULT));

    static Decision defrostEnded(Reason reason) {
        return new Finding(Entry.DEFROST_ENDED, "defrost ended", Optional.of(reason));
    }

    static Decision resumed(Reason reason) {
        return new Finding(Entry.CONTROL_RESUMED, "cooled by temperature again", Optional.of(reason));
    }

    String kind();

    String text();

    Optional<Reason> why();

    record CompressorSwitched(boolean on, Reason reason) implements Decision {
        @Override
        public String kind() {
            return on ? Entry.COMPRESSOR_ON : Entry.COMPRESSOR_OFF;
        }

        @Override
        public String text() {
            return on ? "compressor on" : "compressor off";
        }

        @Override
        public Optional<Reason> why() {
            return Optional.of(reason);
        }
    }

    record Finding(String kind, String text, Optional<Reason> why) implements Decision {}
}
