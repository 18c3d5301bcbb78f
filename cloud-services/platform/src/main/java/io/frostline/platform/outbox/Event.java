package io.frostline.platform.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Envelope of every event.
 *
 * @param id unique per event, and the same at each delivery of it
 * @param aggregate whose events keep their order
 */
public record Event(String id, String type, Instant occurredAt, String aggregate, JsonNode payload) {}
