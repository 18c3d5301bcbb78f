package io.frostline.commerce;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;

/** Request to stock to hold all that an order needs or nothing, until the action that carries it ends. */
public record HoldStock(
        @NotNull(message = Constraints.NAME_MESSAGE)
        @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
        String order,

        @NotNull(message = Constraints.MISSING) List<@NotNull(message = Constraints.MISSING) @Valid Line> lines) {
    public record Line(
            @NotNull(message = Constraints.NAME_MESSAGE)
            @Pattern(regexp = Constraints.NAME, message = Constraints.NAME_MESSAGE)
            String product,

            @Min(value = 1, message = Constraints.QUANTITY_MESSAGE)
            @Max(value = Constraints.MAX_QUANTITY, message = Constraints.QUANTITY_MESSAGE)
            long quantity) {}

    /** Price of all that was held. */
    public record Held(Money total) {}
}
