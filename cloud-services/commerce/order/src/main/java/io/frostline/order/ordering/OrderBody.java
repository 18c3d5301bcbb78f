package io.frostline.order.ordering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.platform.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Order as the API and events show it.
 *
 * @param reason why it was refused or failed, or why others than its customer cancelled it
 * @param endedAt time at which it reached its state; null while it is being placed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderBody(
        UUID id,
        UUID customer,
        List<HoldStock.Line> lines,
        Order.State state,
        @Nullable Problem reason,
        @Nullable Money total,
        Instant placedAt,
        @Nullable Instant endedAt) {}
