package io.frostline.commerce;

import java.util.List;

/** Asks stock to hold what an order needs, all of it or nothing, until the action that carries it ends. */
public record HoldStock(String order, List<Line> lines) {
    public record Line(String product, long quantity) {}

    /** What was held comes to this. */
    public record Held(Money total) {}
}
