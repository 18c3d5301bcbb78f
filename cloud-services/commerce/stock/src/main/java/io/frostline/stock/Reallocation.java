package io.frostline.stock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Plan of which orders get other goods, and from which lots. The oldest order comes first. Each gets all that it needs or nothing;
 * an order that can't be served leaves the goods to later ones. Each lot is used up before the next.
 */
final class Reallocation {
    /** Quantity of a product that an order has on lots that it can't keep. */
    record Need(String order, String product, long quantity) {}

    record Good(UUID lot, String product, long quantity) {}

    record Move(String order, UUID lot, long quantity) {}

    private final Map<String, List<Good>> left = new HashMap<>();
    private final List<Move> moves = new ArrayList<>();
    private final Set<String> served = new HashSet<>();

    /**
     * @param needs oldest order first; those of one order need not be adjacent
     * @param goods in the order in which they are to be taken
     */
    Reallocation(List<Need> needs, List<Good> goods) {
        goods.forEach(good ->
                left.computeIfAbsent(good.product, p -> new ArrayList<>()).add(good));
        Map<String, Map<String, Long>> orders = new LinkedHashMap<>();
        needs.forEach(need -> orders.computeIfAbsent(need.order, o -> new LinkedHashMap<>())
                .merge(need.product, need.quantity, Long::sum));
        orders.forEach(this::serve);
    }

    private void serve(String order, Map<String, Long> products) {
        if (products.entrySet().stream().allMatch(each -> available(each.getKey()) >= each.getValue())) {
            products.forEach((product, quantity) -> take(order, product, quantity));
            served.add(order);
        }
    }

    private long available(String product) {
        return left.getOrDefault(product, List.of()).stream()
                .mapToLong(Good::quantity)
                .sum();
    }

    private void take(String order, String product, long quantity) {
        List<Good> lots = left.getOrDefault(product, List.of());
        long missing = quantity;
        while (missing > 0) {
            Good first = lots.getFirst();
            long taken = Math.min(missing, first.quantity);
            moves.add(new Move(order, first.lot, taken));
            missing -= taken;
            if (taken == first.quantity) {
                lots.removeFirst();
            } else {
                lots.set(0, new Good(first.lot, product, first.quantity - taken));
            }
        }
    }

    List<Move> moves() {
        return moves;
    }

    Set<String> served() {
        return served;
    }
}
