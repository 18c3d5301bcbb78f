package io.frostline.commerce;

/** Asks payment to freeze an amount on an account until the action that carries it ends. */
public record HoldPayment(String order, String account, Money amount) {}
