package io.frostline.commerce;

/** Asks payment to reserve the refund of what was captured for an order, until the action that carries it ends. */
public record RefundPayment(String order) {
    /** What will go back comes to this. */
    public record Held(Money total) {}
}
