package io.frostline.commerce;

import static io.frostline.commerce.Constraints.*;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.UUID;

/**
 * Request to stock to quarantine the lots of a room until the action that carries it ends, and to find other goods for their
 * orders. Several actions may carry one quarantine, one after the other: each handles the orders that have come to its lots since.
 *
 * @param quarantine id, assigned by order
 * @param except orders to leave unchanged: they are in another action, or have failed in it
 */
public record QuarantineLots(
        @NotNull(message = MISSING) UUID quarantine,

        @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
        String site,

        @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
        String room,

        @NotNull(message = MISSING) List<@NotNull(message = MISSING) String> except) {
    /**
     * Effect of the action.
     *
     * @param reallocated orders that get other goods
     * @param cancelled orders for which there are none: all their goods are set aside, to be put on hand again
     * @param underWay number of other orders on these lots; they must be checked again
     */
    public record Quarantined(List<String> reallocated, List<String> cancelled, int underWay) {}

    /**
     * Numbers of orders that have goods of a quarantine's lots.
     *
     * @param affected orders to reallocate or cancel
     * @param underWay orders in another action
     */
    public record Standing(int affected, int underWay) {}

    /** Request to end a quarantine. */
    public record End(
            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String by,

            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String reason) {}
}
