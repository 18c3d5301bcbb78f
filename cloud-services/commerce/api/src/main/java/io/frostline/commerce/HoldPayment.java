package io.frostline.commerce;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Request to payment to freeze an amount on an account until the action that carries it ends. */
public record HoldPayment(
        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String order,

        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String account,

        @NotNull(message = Constraints.MISSING) Money amount) {}
