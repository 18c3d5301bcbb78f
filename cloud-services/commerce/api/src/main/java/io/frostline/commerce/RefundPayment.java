package io.frostline.commerce;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Request to payment to reserve the refund of what was captured for an order, until the action that carries it ends. */
public record RefundPayment(
        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String order) {
    /** Total that will be refunded. */
    public record Held(Money total) {}
}
