package io.frostline.notification;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What notification needs to know, whether an event brought it or the sweep. */
sealed interface News {
    record Customer(UUID id, String name, String email) implements News {
        public Customer {
            required("id", id);
            required("name", name);
            required("email", email);
        }
    }

    /** An order that is over. */
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

        /** @return nothing where the customer is not written to, as of an order that failed: its end is still open */
        Optional<Kind> mail() {
            return switch (state) {
                case "confirmed" -> Optional.of(Kind.CONFIRMATION);
                case "refused" -> Optional.of(Kind.REFUSAL);
                case "cancelled" -> Optional.of(Kind.CANCELLATION);
                default -> Optional.empty();
            };
        }
    }

    /** An order gets other goods, of the same kind, than those that had been set aside for it. */
    record Reallocation(Order order) implements News {}

    /** Why an order was refused, or cancelled: a problem as order tells it, with the status of HTTP. */
    record Reason(int status, @Nullable String detail) {
        /** What a customer understands: what was wrong with the order, not what failed on our side. */
        Optional<String> forCustomers() {
            return status < 500 ? Optional.ofNullable(detail) : Optional.empty();
        }
    }

    /** A mail that has failed is to be tried again. */
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
