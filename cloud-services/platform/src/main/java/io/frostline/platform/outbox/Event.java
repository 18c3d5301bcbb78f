package io.frostline.platform.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * The envelope of every event.
 *
 * @param id once for each event, also when it is delivered again
 * @param aggregate whose events keep their order
 */
public record Event(String id, String type, Instant occurredAt, String aggregate, JsonNode payload) {}
