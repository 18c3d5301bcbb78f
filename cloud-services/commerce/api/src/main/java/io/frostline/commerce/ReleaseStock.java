package io.frostline.commerce;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Request to stock to take back what is allocated to an order and not shipped, when the action that carries it closes. */
public record ReleaseStock(
        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String order) {}
