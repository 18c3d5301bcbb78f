package io.frostline.commerce;

/** Asks stock to take back what it allocated to an order and has not shipped, when the action that carries it closes. */
public record ReleaseStock(String order) {}
