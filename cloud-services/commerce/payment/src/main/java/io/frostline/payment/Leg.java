package io.frostline.payment;

import io.frostline.platform.text.EnumText;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Posting of one entry to one account, and its change of that account.
 *
 * @param account a customer's, or a part of a house account
 * @param kind as the table names it
 * @param thawed decrease of the account's frozen amount
 */
record Leg(Book book, String account, String kind, long amount, long thawed) {
    /** Number of parts of a house account; so many transactions can change it at once without waiting. */
    private static final int PARTS = 64;

    /** Returns a random part for all legs that are posted together, so that they wait for one part, and block only one. */
    static int anyPart() {
        return ThreadLocalRandom.current().nextInt(PARTS);
    }

    static Leg of(Party party, String currency, long amount, long thawed, int part) {
        return switch (party) {
            case Party.Customer customer -> new Leg(customer.book(), customer.id(), "customer", amount, thawed);
            case Party.House house -> house(house.book(), EnumText.of(house), currency, amount, part);
        };
    }

    static Leg clearing(Book book, String currency, long amount, int part) {
        return house(book, "clearing", currency, amount, part);
    }

    private static Leg house(Book book, String kind, String currency, long amount, int part) {
        return new Leg(book, kind + "-" + currency + ":" + part, kind, amount, 0);
    }

    boolean isCustomers() {
        return kind.equals("customer");
    }
}
