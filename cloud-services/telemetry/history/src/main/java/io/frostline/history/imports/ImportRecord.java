package io.frostline.history.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.frostline.history.loggerfile.Rejections;
import io.frostline.history.loggerfile.Understanding;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import that was stored.
 *
 * @param by who asked for it
 * @param digest SHA-256 of the file, hexadecimal
 * @param duplicates readings that were known with the same value
 * @param conflicts of the accepted, those whose instant has another value
 * @param outOfRange of the faults, those whose value no sensor can measure
 * @param future of the accepted, those that lie ahead of this machine's clock
 * @param rejected cells and rows that could not be taken; {@code rejections} has one of each kind
 * @param withdrawnAt when it was taken back; null: it counts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportRecord(
        UUID id,
        String site,
        Instant at,
        String by,
        @Nullable String fileName,
        String digest,
        long bytes,
        @Nullable String profile,
        long accepted,
        long duplicates,
        long conflicts,
        long faults,
        long outOfRange,
        long future,
        long rejected,
        List<Rejections.Rejection> rejections,
        @Nullable Understanding understood,
        @Nullable Instant withdrawnAt,
        @Nullable String withdrawnBy) {
    /** {@code stored}, or {@code withdrawn} again. */
    @JsonProperty
    public String state() {
        return withdrawnAt == null ? "stored" : "withdrawn";
    }
}
