package io.frostline.notification;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** News that notification acts on, whether from an event or from the sweep. */
sealed interface News {
    record Customer(UUID id, String name, String email) implements News {
        public Customer {
            required("id", id);
            required("name", name);
            required("email", email);
        }
    }

    /** Order that is over. */
    record Order(
            UUID id,
            UUID customer,
            List<HoldStock.Line> lines,
            String state,
            @Nullable Reason reason,
            @Nullable Money total)
            implements News {
        public Order {
            required("id", id);
            required("customer", customer);
            required("lines", lines);
            required("state", state);
        }

        /** @return empty if the customer gets no mail, as for an order that failed: its end is still open */
        Optional<Kind> mail() {
            return switch (state) {
                case "confirmed" -> Optional.of(Kind.CONFIRMATION);
                case "refused" -> Optional.of(Kind.REFUSAL);
                case "cancelled" -> Optional.of(Kind.CANCELLATION);
                default -> Optional.empty();
            };
        }
    }

    /** Order that gets other goods, of the same kind, than those set aside for it. */
    record Reallocation(Order order) implements News {}

    /** Reason why an order was refused or cancelled: a problem from order, with its HTTP status. */
    record Reason(int status, @Nullable String detail) {
        /** Returns the reason if it concerns the order; empty for failures on our side. */
        Optional<String> forCustomers() {
            return status < 500 ? Optional.ofNullable(detail) : Optional.empty();
        }
    }

    record Again(UUID mail) implements News {
        public Again {
            required("mail", mail);
        }
    }

    private static void required(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("the payload has no '" + field + "'");
        }
    }
}
