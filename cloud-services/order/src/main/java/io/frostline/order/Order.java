package io.frostline.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.contract.commerce.HoldStock;
import io.frostline.contract.commerce.Money;
import io.frostline.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param state {@code placing}, then for good {@code confirmed}, {@code refused} or {@code failed}
 * @param reason why it was refused, or failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Order(
        UUID id,
        UUID customer,
        List<HoldStock.Line> lines,
        String state,
        @Nullable Problem reason,
        @Nullable Money total,
        Instant placedAt,
        @Nullable Instant endedAt) {
    static final String PLACING = "placing";
    static final String CONFIRMED = "confirmed";

    boolean isOpen() {
        return state.equals(PLACING);
    }
}
