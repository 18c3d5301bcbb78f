package io.frostline.lra.action;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Entry of an action's timeline.
 *
 * @param what happened: joined, decided, called, ended and the like
 * @param participant number; null for what concerns the action as a whole
 * @param detail answer of the participant, or the reason; null without one
 */
public record Event(
        UUID action,
        Instant at,
        String what,
        @Nullable Integer participant,
        @Nullable String detail) {}
