package io.frostline.payment;

import java.util.List;
import java.util.UUID;

/**
 * An entry of the journal: an amount of a currency's smallest unit that goes from one party to another.
 *
 * @param reference what it is for; there is one entry of a kind for each, but for deposits
 * @param frozen whether the amount was frozen on the payer's account, and is no longer
 */
record Entry(
        UUID id, String kind, String reference, Party from, Party to, long amount, String currency, boolean frozen) {

    static Entry of(String kind, String reference, Party from, Party to, long amount, String currency) {
        return new Entry(UUID.randomUUID(), kind, reference, from, to, amount, currency, false);
    }

    /** Of an amount that was frozen on the payer's account until now. */
    Entry ofFrozen() {
        return new Entry(id, kind, reference, from, to, amount, currency, true);
    }

    /**
     * Two for each book that is touched; they come to nothing within each book.
     *
     * @param part of the house's accounts
     */
    List<Leg> legs(int part) {
        Leg out = Leg.of(from, currency, -amount, frozen ? amount : 0, part);
        Leg in = Leg.of(to, currency, amount, 0, part);
        return from.book() == to.book()
                ? List.of(out, in)
                : List.of(
                        out,
                        Leg.clearing(from.book(), currency, amount, part),
                        Leg.clearing(to.book(), currency, -amount, part),
                        in);
    }
}
