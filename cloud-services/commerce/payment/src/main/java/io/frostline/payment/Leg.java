package io.frostline.payment;

import io.frostline.platform.text.EnumText;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One posting, and what it changes of its account.
 *
 * @param account a customer's, or a part of a house account
 * @param kind as the table names it
 * @param thawed so much less of the account is frozen
 */
record Leg(Book book, String account, String kind, long amount, long thawed) {
    /** So many can use a house account at once without waiting for each other. */
    private static final int PARTS = 64;

    /** For all legs that are posted together: so that they wait for one part, and keep others from one. */
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
