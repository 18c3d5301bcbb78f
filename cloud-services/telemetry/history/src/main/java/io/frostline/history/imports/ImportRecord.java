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
 * Import that was stored.
 *
 * @param by who asked for it
 * @param digest SHA-256 of the file, hexadecimal
 * @param duplicates number of readings that were known with the same value
 * @param conflicts number of accepted readings whose instant has another value
 * @param outOfRange number of readings whose value no sensor can measure, duplicates included
 * @param future number of accepted readings ahead of this service's clock
 * @param rejected number of cells and rows that could not be accepted; {@code rejections} has one of each kind
 * @param withdrawnAt time of withdrawal; null if the import counts
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
    /** Returns {@code stored}, or {@code withdrawn} if it was withdrawn later. */
    @JsonProperty
    public String state() {
        return withdrawnAt == null ? "stored" : "withdrawn";
    }
}
