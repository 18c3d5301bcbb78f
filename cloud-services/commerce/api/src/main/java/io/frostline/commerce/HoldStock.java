package io.frostline.commerce;

import static io.frostline.commerce.Constraints.*;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;

/** Request to stock to hold all that an order needs or nothing, until the action that carries it ends. */
public record HoldStock(
        @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
        String order,

        @NotNull(message = MISSING) List<@NotNull(message = MISSING) @Valid Line> lines) {
    public record Line(
            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String product,

            @Min(value = 1, message = QUANTITY_MESSAGE) @Max(value = MAX_QUANTITY, message = QUANTITY_MESSAGE)
            long quantity) {}

    /** Price of all that was held. */
    public record Held(Money total) {}
}
