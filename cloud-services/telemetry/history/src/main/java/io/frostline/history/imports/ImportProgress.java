package io.frostline.history.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Import whose client does not wait, until it is stored: then {@link ImportRecord} replaces it.
 *
 * @param state {@code running}, {@code refused}, or {@code interrupted}: history stopped meanwhile, and nothing of it is stored
 * @param phase {@code waiting} for others, {@code reading} or {@code storing}
 * @param readings number in this phase so far; {@code expected} is their total, if known
 * @param problem reason of the refusal, as the response to a waiting client would state it
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
