package io.frostline.contract.batch;

/** What decoding made of some bytes: there is no third outcome. */
public sealed interface Decoded {
    record Accepted(Batch batch) implements Decoded {}

    /** @param detail says what is wrong, for whoever reads the dead letter */
    record Rejected(Reason reason, String detail) implements Decoded {}

    enum Reason {
        /** Not a batch at all, or cut short. */
        MALFORMED,
        /** A batch of a format that this version does not know. */
        UNKNOWN_FORMAT,
        /** Well-formed, but a field holds what it must not. */
        INVALID_FIELD,
        /** An instant outside {@link BatchCodec#EARLIEST} to {@link BatchCodec#LATEST}, or a value no thermometer gives. */
        OUT_OF_RANGE
    }
}
