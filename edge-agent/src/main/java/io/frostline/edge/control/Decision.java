package io.frostline.edge.control;

import io.frostline.contract.batch.Batch.Entry;
import org.jspecify.annotations.Nullable;

/** Action or finding of the control; each becomes a log entry. */
sealed interface Decision {
    Decision DEFROST_STARTED = new Finding(Entry.DEFROST_STARTED, "defrost started", null);
    Decision DOOR_OPENED = new Finding(Entry.DOOR_OPENED, "door opened", null);
    Decision DOOR_CLOSED = new Finding(Entry.DOOR_CLOSED, "door closed", null);
    /** Start of the cycle by the clock, since no temperature is known. */
    Decision SAFE_STATE = new Finding(
            Entry.CONTROL_SAFE_STATE,
            "no sensor tells the temperature; the compressor runs by the clock",
            Reason.SENSOR_FAULT);

    static Decision defrostEnded(Reason reason) {
        return new Finding(Entry.DEFROST_ENDED, "defrost ended", reason);
    }

    static Decision resumed(Reason reason) {
        return new Finding(Entry.CONTROL_RESUMED, "cooled by temperature again", reason);
    }

    String kind();

    String text();

    @Nullable
    Reason why();

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
        public Reason why() {
            return reason;
        }
    }

    record Finding(String kind, String text, @Nullable Reason why) implements Decision {}
}
