package io.frostline.commerce;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Asks stock to take back what it allocated to an order and has not shipped, when the action that carries it closes. */
public record ReleaseStock(
        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String order) {}
