package io.frostline.edge.control;

import io.frostline.contract.batch.Batch.Entry;
import java.util.Optional;

/** Action or finding of the control; each becomes a log entry. */
sealed interface Decision {
    /** Returns the kind of its log entry. */
    String kind();

    String text();

    default Optional<Reason> why() {
        return Optional.empty();
    }

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

    record DefrostStarted() implements Decision {
        @Override
        public String kind() {
            return Entry.DEFROST_STARTED;
        }

        @Override
        public String text() {
            return "defrost started";
        }
    }

    record DefrostEnded(Reason reason) implements Decision {
        @Override
        public String kind() {
            return Entry.DEFROST_ENDED;
        }

        @Override
        public String text() {
            return "defrost ended";
        }

        @Override
        public Optional<Reason> why() {
            return Optional.of(reason);
        }
    }

    record DoorOpened() implements Decision {
        @Override
        public String kind() {
            return Entry.DOOR_OPENED;
        }

        @Override
        public String text() {
            return "door opened";
        }
    }

    record DoorClosed() implements Decision {
        @Override
        public String kind() {
            return Entry.DOOR_CLOSED;
        }

        @Override
        public String text() {
            return "door closed";
        }
    }

    /** Start of the cycle by the clock, since no temperature is known. */
    record SafeState() implements Decision {
        @Override
        public String kind() {
            return Entry.CONTROL_SAFE_STATE;
        }

        @Override
        public String text() {
            return "no sensor tells the temperature; the compressor runs by the clock";
        }

        @Override
        public Optional<Reason> why() {
            return Optional.of(Reason.SENSOR_FAULT);
        }
    }

    record Resumed(Reason reason) implements Decision {
        @Override
        public String kind() {
            return Entry.CONTROL_RESUMED;
        }

        @Override
        public String text() {
            return "cooled by temperature again";
        }

        @Override
        public Optional<Reason> why() {
            return Optional.of(reason);
        }
    }
}
