package io.frostline.commerce;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * Request to payment to reserve the refunds of what was captured for several orders, until the action that carries it ends. Payment
 * reserves all of them or none.
 */
public record RefundPayments(
        @NotNull(message = Constraints.MISSING) @Size(min = 1, max = MAX_ORDERS, message = "must be 1 to " + MAX_ORDERS)
        List<
                        @NotNull(message = Constraints.NAME_MESSAGE)
                        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE) String>
                orders) {
    private static final int MAX_ORDERS = 100_000;
}
