package io.frostline.contract.batch;

/** Outcome of decoding: accepted or rejected, nothing else. */
public sealed interface Decoded {
    record Accepted(Batch batch) implements Decoded {}

    /** @param detail what is wrong, for the reader of the dead letter */
    record Rejected(Reason reason, String detail) implements Decoded {}

    enum Reason {
        /** The bytes are no batch, or are cut short. */
        MALFORMED,
        /** The batch has a format that this version does not know. */
        UNKNOWN_FORMAT,
        /** The batch is well-formed, but a field holds an invalid value. */
        INVALID_FIELD,
        /** An instant is outside {@link BatchCodec#EARLIEST} to {@link BatchCodec#LATEST}, or no thermometer gives the value. */
        OUT_OF_RANGE
    }
}
