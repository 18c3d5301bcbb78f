package io.frostline.commerce;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.UUID;

/**
 * Asks stock to quarantine the lots of a room, and to find other goods for the orders on them, until the action that carries
 * it ends. Several actions may carry one quarantine, one after the other: each takes on what has come to stand on its lots.
 *
 * @param quarantine whose id order has given
 * @param except orders that are left as they are: they are in the middle of something else, or have failed in it
 */
public record QuarantineLots(
        @NotNull(message = Constraints.MISSING) UUID quarantine,

        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String site,

        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String room,

        @NotNull(message = Constraints.MISSING) List<@NotNull(message = Constraints.MISSING) String> except) {
    /**
     * What the action comes to.
     *
     * @param reallocated orders that get other goods
     * @param cancelled orders for which there are none: all that they have is set aside, to be given back
     * @param underWay other orders on these lots; they have to be looked at again
     */
    public record Quarantined(List<String> reallocated, List<String> cancelled, int underWay) {}

    /**
     * Who stands on the lots of a quarantine.
     *
     * @param affected orders that are to be given other goods, or cancelled
     * @param underWay orders in the middle of something else
     */
    public record Standing(int affected, int underWay) {}

    /** Ends a quarantine. */
    public record End(
            @NotNull(message = Constraints.TEXT_MESSAGE)
            @Pattern(regexp = Constraints.TEXT, message = Constraints.TEXT_MESSAGE)
            String by,

            @NotNull(message = Constraints.TEXT_MESSAGE)
            @Pattern(regexp = Constraints.TEXT, message = Constraints.TEXT_MESSAGE)
            String reason) {}
}
