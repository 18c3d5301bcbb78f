package io.frostline.history.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import whose client does not wait, until it is stored: then {@link ImportRecord} takes its place.
 *
 * @param state {@code running}, {@code refused}, or {@code interrupted}: history was ended meanwhile, and nothing of it is stored
 * @param phase {@code waiting} for others, {@code reading} or {@code storing}
 * @param readings of this phase so far; {@code expected} in all, where that is known
 * @param problem why it was refused, as the answer to a client that waits would say it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportProgress(
        UUID id,
        String site,
        String state,
        Instant begunAt,
        String by,
        @Nullable String fileName,
        String digest,
        long bytes,
        @Nullable String phase,
        long readings,
        @Nullable Long expected,
        ImportsResource.@Nullable Refusal problem) {}
